/**
 * Completion for bash, by `complete -F` (bash(1), Programmable Completion). It works from bash 3.2 on, which
 * macOS has.
 */
export const bash =
  `# portik completion for bash; add to ~/.bashrc:  eval "$(portik completions bash)"
_portik() {
  # bash parts words at ":" and "=", too: those that no blank parts are put together again.
  local rest=\${COMP_LINE:0:COMP_POINT} trimmed i
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    trimmed=\${rest#"\${rest%%[![:blank:]]*}"}
    local word=\${COMP_WORDS[i]}
    if ((i == COMP_CWORD)); then word=$trimmed; fi
    if ((i > 0)) && [[ $trimmed == "$rest" ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    rest=\${trimmed#"$word"}
  done
  local program=\${words[0]/#"~/"/$HOME/}
  type -P -- "$program" >/dev/null || program=portik
  # What bash holds for a finished word is not part of the one that it completes.
  local last=\${words[\${#words[@]}-1]} known=
  case $COMP_WORDBREAKS in
    *:*=* | *=*:*) known=\${last%"\${last##*[:=]}"} ;;
    *:*) known=\${last%"\${last##*:}"} ;;
    *=*) known=\${last%"\${last##*=}"} ;;
  esac
  COMPREPLY=()
  local line
  while IFS= read -r line; do
    line=\${line%%$'\\t'*}
    COMPREPLY+=("\${line#"$known"}")
  done < <("$program" __complete "\${words[@]:1}" 2>/dev/null)
  if [[ \${COMPREPLY[0]-} == "<file>" ]]; then
    COMPREPLY=()
    compopt -o default 2>/dev/null
  fi
}
complete -o nosort -F _portik portik 2>/dev/null || complete -F _portik portik
`;
