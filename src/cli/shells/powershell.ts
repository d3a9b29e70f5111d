/**
 * Completion for PowerShell, by `Register-ArgumentCompleter -Native`. Where nothing is proposed, PowerShell
 * completes files by itself.
 */
export const powershell = `# portik completion for PowerShell; add to $PROFILE:
#   portik completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName portik -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $word = "$wordToComplete"
  if ($word -eq '') {
    # Before 7.3, an empty argument reaches a program only as two quotes.
    $passing = Get-Variable PSNativeCommandArgumentPassing -ValueOnly -ErrorAction Ignore
    if ($passing -notin 'Windows', 'Standard') { $word = '""' }
  }
  & $commandAst.GetCommandName() __complete @words $word 2>$null | ForEach-Object {
    $value, $about = $_ -split "\`t", 2
    if ($value -ne '<file>') {
      if (-not $about) { $about = $value }
      [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
    }
  }
}
`;
