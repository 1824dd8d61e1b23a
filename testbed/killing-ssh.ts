import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SSH_WORDS } from './ssh-words.ts';

/** When the process that runs a command over SSH is killed: while the command runs, or once it has ended. */
export type KillTime = 'during' | 'after';

/**
 * Notes every command, and kills the process that asked for it if its key is wanted. Commands go one after another, also
 * those whose asker is gone: what was cut off has ended on the host before the next run looks. Only those that try the ways
 * between hosts go beside each other, and change nothing.
 */
const wrapper = (folder: string, ssh: string) => `#!/bin/sh
${SSH_WORDS}case " $* " in *" -M "* | *" -O "*) exec ${ssh} "$@" ;; esac
key=$(ssh_words "$@" | sed 's/^.* -- \\(10\\.\\)/\\1/; s/[0-9a-f]\\{64\\}/#/g; s/ kill [0-9]*/ kill #/')
exec 9>${folder}/lock
flock 9
# Hosts listen and try to reach each other at the same time.
case " $key" in */udp*) flock -u 9 ;; esac
has_asker() { [ "$(cut -d ' ' -f 4 /proc/$$/stat)" = "$PPID" ]; }
# What only waited when its asker was killed never reached the host.
has_asker || exit 255
printf '%s\\n' "$key" >>${folder}/log
end_asker() {
  kill -9 "$(cat ${folder}/pid)"
  # Its other commands, which wait for the lock, must see that it is gone.
  while has_asker; do sleep 0.01; done
}
file=${folder}/wanted/$(printf %s "$key" | sha256sum | cut -c 1-16)
# Of two at once, one alone can take it away.
if time=$(cat "$file" 2>/dev/null) && rm "$file" 2>/dev/null; then
  exec 3<&0
  ${ssh} "$@" <&3 9>&- &
  if [ "$time" = during ]; then sleep 0.05 && end_asker && wait; exit 255; fi
  wait
  end_asker
  exit 255
fi
${ssh} "$@" 9>&-
`;

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 16);

/** An `ssh` that kills the process that runs it, at commands that a test chooses. To be put first on PATH. */
export class KillingSsh {
  constructor(
    /** Where it keeps what it needs, and the command itself in `bin`. */
    private readonly folder: string,
    ssh: string,
  ) {
    for (const name of ['bin', 'wanted']) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(this.bin, 'ssh'), wrapper(folder, ssh), { mode: 0o755 });
    writeFileSync(join(folder, 'log'), '');
  }

  get bin(): string {
    return join(this.folder, 'bin');
  }

  /** The commands since the last time, each as `ADDRESS WORDS`, without digests and process ids. */
  takeLog(): string[] {
    const lines = readFileSync(join(this.folder, 'log'), 'utf8').split('\n').filter(Boolean);
    writeFileSync(join(this.folder, 'log'), '');
    return lines;
  }

  /** Wants a kill at each of these commands, once. */
  want(times: ReadonlyMap<string, KillTime>): void {
    for (const [key, time] of times) writeFileSync(join(this.folder, 'wanted', hashOf(key)), time);
  }

  /** Which of these commands are still wanted. */
  open(keys: Iterable<string>): string[] {
    const wanted = new Set(readdirSync(join(this.folder, 'wanted')));
    return [...keys].filter((key) => wanted.has(hashOf(key)));
  }

  /** Whose end is meant. */
  set target(pid: number) {
    writeFileSync(join(this.folder, 'pid'), String(pid));
  }

  /** Kills no more. */
  stop(): void {
    if (existsSync(join(this.folder, 'wanted'))) rmSync(join(this.folder, 'wanted'), { recursive: true });
    mkdirSync(join(this.folder, 'wanted'));
  }
}
