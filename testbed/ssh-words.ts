import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A function of the shell that prints what an `ssh` is given, on one line: the options, the address, and the command as it is. */
export const SSH_WORDS = `ssh_words() {
  for word; do last=$word; done
  case $last in
    *'| base64 -d)"'*) printf '%s ' "$@" | sed "s|[^ ]* *\\$||"; printf %s "\${last##* }" | base64 -d | tr '\\n' ' ' ;;
    *) printf '%s ' "$@" | tr '\\n' ' ' ;;
  esac
}
`;

/** Makes an `ssh` in a folder of its own that notes every command with all its words in a file, a line each, and runs another. */
export function noteSsh({ bin, ssh, log }: { readonly bin: string; readonly ssh: string; readonly log: string }): void {
  mkdirSync(bin);
  const note = `${SSH_WORDS}line=$(ssh_words "$@"); printf '%s\\n' "$line" >>${log}`;
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\n${note}\nexec ${ssh} "$@"\n`, { mode: 0o755 });
}
