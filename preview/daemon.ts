import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../system/user-error.ts';

export interface DaemonOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of its environment, which others of this user can read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line of JSON on its standard input, the place for secrets. The pipe stays open until this process ends. */
  readonly input: object;
  /** The file that has its output, from this start on. */
  readonly log: string;
}

/** A long-running process, in a session of its own so that Ctrl-C on the terminal goes to us and not to it. */
export class Daemon {
  /** Rejects when it ends, unless it was stopped. */
  readonly failed: Promise<never>;
  private readonly ended: Promise<void>;
  private readonly child: ChildProcess;
  private stopping = false;

  constructor(private readonly options: DaemonOptions) {
    mkdirSync(dirname(options.log), { recursive: true, mode: 0o700 });
    const log = openSync(options.log, 'w', 0o600);
    this.child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: { ...options.env },
      stdio: ['pipe', log, log],
      detached: true,
    });
    closeSync(log);
    this.child.stdin?.on('error', () => undefined); // it has ended, which is reported below
    this.child.stdin?.write(`${JSON.stringify(options.input)}\n`);
    let fail: (error: Error) => void;
    this.failed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    this.failed.catch(() => undefined); // whoever waits for it gets it; nobody may be
    this.ended = new Promise((done) => {
      this.child.once('error', (error) => {
        const fix = 'Delete .hubwright/preview/environments: the next start recreates it.';
        fail(new UserError(`${options.name} cannot be started: ${error.message}`, { fix, cause: error }));
        done();
      });
      this.child.once('exit', (code, signal) => {
        if (!this.stopping) fail(this.failure(signal ?? `exit code ${code}`));
        done();
      });
    });
  }

  /** Asks it to end and waits for that, at most `patience` milliseconds. */
  async stop(patience: number): Promise<void> {
    this.stopping = true;
    this.child.kill('SIGTERM');
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      this.ended,
      new Promise<void>((done) => {
        timer = setTimeout(done, patience);
      }),
    ]);
    clearTimeout(timer);
  }

  private failure(how: string): UserError {
    const last = readFileSync(this.options.log, 'utf8').trimEnd().split('\n').slice(-15);
    return new UserError(
      `${this.options.name} ended (${how}). Its last lines:\n${last.map((line) => `  ${line}`).join('\n')}`,
      { fix: `Full log: ${this.options.log}` },
    );
  }
}
