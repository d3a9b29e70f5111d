/** Completion for zsh, by `compdef` and `_describe` (zshcompsys(1)). */
export const zsh = `#compdef portik
# portik completion for zsh; add to ~/.zshrc after compinit:  source <(portik completions zsh)
_portik() {
  local program=\${(Q)words[1]} line value about
  local -a lines proposals
  program=\${program/#\\~\\//$HOME/}
  lines=("\${(@f)$("$program" __complete "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  if [[ $lines[1] == "<file>" ]]; then
    compset -P '--*='
    _files
    return
  fi
  for line in $lines; do
    value=\${line%%$'\\t'*}
    about=\${\${line#"$value"}#$'\\t'}
    # _describe takes a backslash for a mark that the next character is meant as it is.
    proposals+=("\${value//:/\\\\:}\${about:+:\${about//\\\\/\\\\\\\\}}")
  done
  (( $#proposals )) && _describe -V portik proposals
}
# As a file of $fpath, this is the body of the function.
if [[ $funcstack[1] == _portik ]]; then _portik "$@"; else compdef _portik portik; fi
`;
