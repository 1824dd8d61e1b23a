import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SSH_WORDS } from './ssh-words.ts';
import { until } from './until.ts';

/** An `ssh` that holds a command, so that what a test does meanwhile comes neither too early nor too late. To be put first on PATH. */
export class HeldSsh {
  constructor(
    /** Where it keeps what it needs, and the command itself in `bin`. */
    private readonly folder: string,
    ssh: string,
  ) {
    for (const name of ['bin', 'held']) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(
      join(this.bin, 'ssh'),
      `#!/bin/sh
if ! [ -e '${folder}/wanted' ]; then exec ${ssh} "$@"; fi
${SSH_WORDS}
read -r bytes pattern <'${folder}/wanted'
case $(ssh_words "$@") in $pattern) ;; *) exec ${ssh} "$@" ;; esac
stay() { : >'${folder}'/held/$$; while [ -e '${folder}/wanted' ]; do sleep 0.05; done; }
if [ "$bytes" = all ]; then
  ${ssh} "$@"
  code=$?
  stay
else
  { head -c "$bytes"; stay; cat; } | ${ssh} "$@"
  code=$?
fi
rm -f '${folder}'/held/$$
exit $code
`,
      { mode: 0o755 },
    );
  }

  get bin(): string {
    return join(this.folder, 'bin');
  }

  /** Whether there is a command that is held. */
  get isHeld(): boolean {
    return readdirSync(join(this.folder, 'held')).length > 0;
  }

  /**
   * Holds commands from now on: those whose options, address and words fit a pattern of the shell, after so many bytes of what
   * they are given to read, or else when they have ended on the host.
   */
  hold(pattern: string, bytes?: number): void {
    writeFileSync(join(this.folder, 'wanted'), `${bytes ?? 'all'} ${pattern}\n`);
  }

  /** Lets them go on, and waits for their end, also of those whose asker is gone. */
  async release(): Promise<void> {
    rmSync(join(this.folder, 'wanted'), { force: true });
    await until(() => !this.isHeld);
  }
}
