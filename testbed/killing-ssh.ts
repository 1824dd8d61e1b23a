import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** When the process that runs a command over SSH is killed: while the command runs, or once it has ended. */
export type KillTime = 'during' | 'after';

/** A text as Perl quotes it. */
const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 16);

/** An `ssh` that kills the process that runs it, at commands that a test chooses. To be put first on PATH. */
export class KillingSsh {
  constructor(
    /** Where it keeps what it needs, and the command itself in `bin`. */
    private readonly folder: string,
    ssh: string,
  ) {
    for (const name of ['bin', 'wanted']) mkdirSync(join(folder, name), { recursive: true });
    const script = readFileSync(join(import.meta.dirname, 'killing-ssh.pl'), 'utf8');
    const given = `($main::folder, $main::ssh) = (${quoted(folder)}, ${quoted(ssh)});`;
    writeFileSync(join(this.bin, 'ssh'), `#!/usr/bin/perl\n${given}\n${script}`, { mode: 0o755 });
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
