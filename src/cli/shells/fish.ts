/**
 * Completion for fish, by `complete -a` (complete(1)); a tab parts proposal and description. Where the
 * condition does not hold, the word is left to fish, which completes files.
 */
export const fish = `# portik completion for fish; save as ~/.config/fish/completions/portik.fish
function __portik_propose
    set -l words (commandline -opc)
    set -l program (string replace -r '^~(?=/)' "$HOME" -- "$words[1]")
    set -l word (commandline -ct)
    set -g __portik_lines ($program __complete $words[2..-1] "$word" 2>/dev/null)
    test "$__portik_lines[1]" != "<file>"
end
complete -c portik -n __portik_propose -f -k -a '$__portik_lines'
`;
