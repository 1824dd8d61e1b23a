/** A function of the shell that prints what an `ssh` is given, on one line: the options, the address, and the command as it is. */
export const SSH_WORDS = `ssh_words() {
  for word; do last=$word; done
  case $last in
    *'| base64 -d)"'*) printf '%s ' "$@" | sed "s|[^ ]* *\\$||"; printf %s "\${last##* }" | base64 -d | tr '\\n' ' ' ;;
    *) printf '%s ' "$@" | tr '\\n' ' ' ;;
  esac
}
`;
