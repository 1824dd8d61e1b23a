import type { Readable, Writable } from 'node:stream';
import { forDisplay, lastLines, type RunResult } from '../exec.ts';
import { UserError } from '../user-error.ts';

export interface HostRunOptions {
  /** Whether it runs as root. @default false */
  readonly sudo?: boolean;
  /** Given on standard input; the place for a secret. */
  readonly input?: string | Uint8Array;
  /** A local file given on standard input instead. */
  readonly inputFile?: string;
  /** Told how many bytes of that file were sent so far. */
  readonly onInput?: (bytes: number) => void;
  /** A local file that its standard output goes to instead of the result. Made 0600. */
  readonly outputFile?: string;
  /** What a command on another host prints, given on standard input instead. */
  readonly inputFrom?: Readable;
  /** Where its standard output goes instead of the result; ended with it. */
  readonly outputTo?: Writable;
  /** Milliseconds until the command is ended on the host. @default 60000 */
  readonly timeout?: number;
  /** Exit codes that are an answer and not a failure, besides 0. */
  readonly allow?: readonly number[];
  /** Called with each line as it is printed. */
  readonly onLine?: (line: string, stream?: 'stdout' | 'stderr') => void;
  /** Ends the command when it aborts. */
  readonly signal?: AbortSignal;
  /** Whether it is run without asking {@link Host.guard}. @default false */
  readonly isUnguarded?: boolean;
}

/** A file to be put on a host. */
export interface HostFile {
  /** Absolute. Missing folders above it are made. */
  readonly path: string;
  /** The content itself, or a local file that holds it; with its sha256 in hex, if that is known, to spare a reading. */
  readonly content: string | Uint8Array | { readonly file: string; readonly sha256?: string };
  /** Permissions: `0o600`. */
  readonly mode: number;
  /** @default 'root:root' */
  readonly owner?: string;
}

/** What may be said and heard while a file is put on a host. */
export interface WriteOptions {
  /** Ends it when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of a local file were sent so far. */
  readonly onSent?: ((bytes: number) => void) | undefined;
}

/** A machine that can be told what to do. Every method rejects with a {@link HostError}. */
export interface Host {
  /** The node's name in the cluster. */
  readonly name: string;
  /** Where and how it is reached, for messages: `ubuntu@10.0.0.4 over SSH`. */
  describe(): string;
  /** Awaited before each command; what it throws is thrown in the command's place. @default - nothing */
  guard?: (() => Promise<void>) | undefined;
  /** Runs a command to its end, without a shell on this side or that. */
  run(argv: readonly string[], options?: HostRunOptions): Promise<RunResult>;
  /** Puts a file in place as root: whole and checked, or not at all. */
  write(file: HostFile, options?: WriteOptions): Promise<void>;
  /** A file's text as root reads it; undefined if there is none. */
  read(path: string): Promise<string | undefined>;
  /** Lets go of the connection. */
  close(): Promise<void>;
}

/**
 * Why something failed on a host. `exit`: the command said so; `timeout`: it was ended; `aborted`: by us; `unreachable`:
 * no connection, or it was lost; `cut`: the end of its output never came; `output`, `input`: this machine cannot keep what
 * it printed or read what it is given; `excess`: it printed more than can be kept; `denied`: no login; `shell`: a login whose shell runs no command; `host-key`: not the
 * host it was; `sudo`: no root; `missing`: the program on this machine that reaches the host.
 */
export type HostFailure =
  | 'exit'
  | 'output'
  | 'excess'
  | 'input'
  | 'timeout'
  | 'aborted'
  | 'unreachable'
  | 'cut'
  | 'denied'
  | 'shell'
  | 'host-key'
  | 'sudo'
  | 'missing';

/** Something that failed on a host: which host, which command, what it printed. Never what it was given as input. */
export class HostError extends UserError {
  readonly host: string;
  readonly reason: HostFailure;
  /** As it was asked for, to be read and copied. */
  readonly command: string;
  /** What went wrong, in a few words. */
  readonly what: string;
  /** The last of what it printed; of what was cut off, of its errors alone. */
  readonly printed: readonly string[];
  /** Only with reason `exit`. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;

  constructor(
    host: Pick<Host, 'name' | 'describe'>,
    failure: {
      readonly reason: HostFailure;
      readonly argv: readonly string[];
      readonly exitCode?: number | undefined;
      readonly stdout?: string;
      readonly stderr?: string;
      readonly fix?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    const { reason, argv, stdout = '', stderr = '', fix, cause } = failure;
    const command = forDisplay(argv[0] ?? '', argv.slice(1).map(shortened));
    const printed = lastLines(stderr.trim() === '' && isComplete(failure) ? stdout : stderr);
    const what = reason === 'exit' ? `exit code ${failure.exitCode}` : SAYING[reason];
    const lines = printed.map((line) => `\n  ${line}`).join('');
    super(`${host.name} (${host.describe()}): ${command}: ${what}${lines}`, { fix: fix ?? FIXES[reason], cause });
    this.name = 'HostError';
    this.host = host.name;
    this.reason = reason;
    this.command = command;
    this.what = what;
    this.printed = printed;
    this.code = failure.exitCode;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

/** Exit code of `timeout` and of a shell whose command was killed. */
const ENDED = [124, 137];

/** What was cut off in the middle tells nothing of why, and may be the half of a file with secrets. A login without a shell ran nothing. */
function isComplete({ reason, exitCode }: { readonly reason: HostFailure; readonly exitCode?: number | undefined }) {
  return reason === 'shell' || (reason === 'exit' && !ENDED.includes(exitCode ?? 0));
}

/** Throws on what is no failure of a host, and an interruption: what failed on one can be said of it. */
export function throwUnlessHostFailed(error: unknown): asserts error is HostError {
  if (!(error instanceof HostError) || error.reason === 'aborted') throw error;
}

/** Goes on without what failed on a host. */
export function ignoreHostFailure(error: unknown): undefined {
  throwUnlessHostFailed(error);
}

/** How a host fails that nothing can be done on for now. */
const SILENT: readonly HostFailure[] = ['unreachable', 'timeout', 'cut', 'denied', 'shell', 'host-key'];

/** Leaves out a host that does not answer or lets nobody in. */
export function unlessSilent(error: unknown): undefined {
  if (!(error instanceof HostError) || !SILENT.includes(error.reason)) throw error;
}

const SAYING = {
  timeout: 'timed out and was ended',
  aborted: 'was interrupted',
  output: 'its output could not be written on this machine',
  excess: 'it printed more than 100 MB',
  input: 'its input could not be read on this machine',
  unreachable: 'the host does not answer',
  cut: 'it ended before it finished',
  denied: 'the host refuses the login',
  shell: 'the shell of the login does not run commands',
  'host-key': "the host's key has changed",
  sudo: 'the login may not run commands as root without a password',
  missing: 'the program that reaches the host is not installed',
} as const;

const FIXES: Partial<Record<HostFailure, string>> = {
  unreachable: 'Check that the host is switched on and that its address is right.',
  denied: 'Put your public key on the host with `ssh-copy-id`, or load the right key into your agent with `ssh-add`.',
  cut: 'The connection was lost, or something on the host ended it, for example a lack of memory: `journalctl -k -n 50` there shows it. Run the same command again.',
  shell:
    'Give the login a shell, `chsh -s /bin/sh LOGIN` on the host, or use another login: `user` of the host in platform.yaml.',
  output: 'Check that the disk of this machine is not full, then run the same command again.',
  sudo: 'Let the login use sudo without a password: `LOGIN ALL=(ALL) NOPASSWD:ALL` in a file in /etc/sudoers.d.',
};

/** A script given as an argument is known by its first words. */
function shortened(word: string): string {
  return word.includes('\n') ? '…' : word;
}
