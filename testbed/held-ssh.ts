import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SSH_WORDS } from './ssh-words.ts';

/** An `ssh` that holds a command, so that what a test does meanwhile comes neither too early nor too late. To be put first on PATH. */
export class HeldSsh {
  constructor(
    /** Where it keeps what it needs, and the command itself in `bin`. */
    private readonly folder: string,
    ssh: string,
  ) {
    mkdirSync(this.bin, { recursive: true });
    writeFileSync(
      join(this.bin, 'ssh'),
      `#!/bin/sh
if ! [ -e '${folder}/wanted' ]; then exec ${ssh} "$@"; fi
${SSH_WORDS}
read -r bytes pattern <'${folder}/wanted'
case $(ssh_words "$@") in $pattern) ;; *) exec ${ssh} "$@" ;; esac
stay() { : >'${folder}/held'; while [ -e '${folder}/wanted' ]; do sleep 0.05; done; }
if [ "$bytes" = all ]; then
  ${ssh} "$@"
  code=$?
  stay
  exit $code
fi
{ head -c "$bytes"; stay; cat; } | ${ssh} "$@"
`,
      { mode: 0o755 },
    );
  }

  get bin(): string {
    return join(this.folder, 'bin');
  }

  /** Whether there is a command that is held. */
  get isHeld(): boolean {
    return existsSync(join(this.folder, 'held'));
  }

  /**
   * Holds commands from now on: those whose options, address and words fit a pattern of the shell, after so many bytes of what
   * they are given to read, or else when they have ended on the host.
   */
  hold(pattern: string, bytes?: number): void {
    writeFileSync(join(this.folder, 'wanted'), `${bytes ?? 'all'} ${pattern}\n`);
  }

  /** Lets them go on. */
  release(): void {
    for (const name of ['wanted', 'held']) rmSync(join(this.folder, name), { force: true });
  }
}
