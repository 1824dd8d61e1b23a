import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { CommandError, type RunOptions, type RunResult } from '../exec.ts';
import { newMark } from '../marks.ts';
import { sha256, sha256OfFile } from '../sha256.ts';
import { transferLimit } from '../transfers.ts';
import {
  type Host,
  HostError,
  type HostFailure,
  type HostFile,
  type HostRunOptions,
  type WriteOptions,
} from './host.ts';

const BETWEEN_MARKS = readFileSync(new URL('between-marks.sh', import.meta.url), 'utf8');
const PUT_FILE = new URL('put-file.sh', import.meta.url);
/** A file that is not there, told apart from a `cat` that failed. */
const NO_FILE = 44;
/** After the last byte of a file: a command's last newline is not part of its output. */
const END = '.';
const READ_FILE = `[ -e "$1" ] || exit ${NO_FILE}\ncat -- "$1" && printf '${END}'`;
/** Milliseconds that the way to the host may take on top of the command's own limit. */
const GRACE = 15_000;

/** What it means that a host could not be reached. */
export interface Explanation {
  readonly reason: HostFailure;
  /** @default - what helps against most failures of that kind */
  readonly fix?: string;
  /** What is shown of what was printed. @default - its last lines */
  readonly said?: string | undefined;
}

/** A host that a command on this machine reaches. What is common to all drivers; each adds the way to the host. */
export abstract class ShellHost implements Host {
  guard: Host['guard'];

  constructor(readonly name: string) {}

  abstract describe(): string;

  /** How the program that reaches the host is installed on this machine; undefined if it needs none. */
  protected abstract readonly install: string | undefined;

  /** Runs a command that is complete: with its marks, sudo and its limit in it. */
  protected abstract reach(argv: readonly string[], options: RunOptions): Promise<RunResult>;

  /** What a failure of {@link reach} means; undefined if the command itself failed. */
  protected abstract explain(error: CommandError): Promise<Explanation | undefined>;

  async close(): Promise<void> {}

  async run(argv: readonly string[], options: HostRunOptions = {}): Promise<RunResult> {
    const { sudo = false, timeout = 60_000, isUnguarded = false, ...rest } = options;
    if (!isUnguarded) await this.guard?.();
    const seconds = Math.ceil(timeout / 1000);
    const mark = newMark();
    const marked = ['sh', '-c', BETWEEN_MARKS, 'hubwright', mark, sudo ? 'root' : 'login', String(seconds), ...argv];
    const started = Date.now();
    try {
      return await this.reach(marked, { ...rest, mark, timeout: timeout + GRACE });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const isOver = Date.now() - started >= seconds * 1000;
      throw await this.failure(error, argv, { isOver, mark });
    }
  }

  async write(file: HostFile, { signal, onSent }: WriteOptions = {}): Promise<void> {
    const { content, owner = 'root:root' } = file;
    const local = typeof content === 'object' && 'file' in content ? content : undefined;
    const input = local === undefined ? { input: content as string | Uint8Array } : { inputFile: local.file };
    const sum =
      local === undefined ? sha256(content as string | Uint8Array) : (local.sha256 ?? (await sha256OfFile(local.file)));
    const bytes = local === undefined ? (content as string | Uint8Array).length : (await stat(local.file)).size;
    const script = await readFile(PUT_FILE, 'utf8');
    await this.run(['sh', '-c', script, 'put-file', file.path, file.mode.toString(8), owner, sum], {
      ...input,
      sudo: true,
      // A dead line ends it sooner: SSH notices it.
      timeout: 60_000 + transferLimit(bytes),
      ...(signal === undefined ? {} : { signal }),
      ...(onSent === undefined ? {} : { onInput: onSent }),
    });
  }

  async read(path: string): Promise<string | undefined> {
    const found = await this.run(['sh', '-c', READ_FILE, 'read-file', path], { sudo: true, allow: [NO_FILE] });
    if (found.exitCode === NO_FILE) return undefined;
    return found.stdout.slice(0, -END.length);
  }

  private async failure(
    error: CommandError,
    argv: readonly string[],
    { isOver, mark }: { readonly isOver: boolean; readonly mark: string },
  ): Promise<HostError> {
    const { stdout, exitCode } = error;
    const [byLogin = '', byHost] = error.stderr.split(`${mark}[`);
    const stderr = byHost ?? byLogin;
    const failed = (reason: HostFailure, fix?: string, said = stderr) =>
      new HostError(this, { reason, argv, exitCode, stdout, stderr: said, fix, cause: error.cause });
    if (error.reason === 'missing') return failed('missing', this.install);
    if (error.reason === 'aborted') return failed('aborted');
    if (error.reason === 'output' || error.reason === 'excess' || error.reason === 'input') return failed(error.reason);
    // The host's own limit did not end it in time: nothing comes back from there.
    if (error.reason === 'timeout') return failed('unreachable');
    if (error.progress !== 'ended') {
      const way = await this.explain(error);
      if (way !== undefined) return failed(way.reason, way.fix, way.said);
      if (error.progress === 'begun') return failed('cut');
      if (byHost !== undefined) return failed('sudo', sudoFix(byHost));
      if (error.progress === 'none') return failed('shell');
    }
    if (isOver && (exitCode === 124 || exitCode === 137)) return failed('timeout');
    const isFull = /No space left on device|disk quota exceeded/i.test(stderr);
    return failed('exit', isFull ? 'Free space on the disk of the host, then run the same command again.' : undefined);
  }
}

/** What to do about a sudo or doas that has not run a command; undefined for what is always true. */
function sudoFix(text: string): string | undefined {
  if (/must have a tty/.test(text)) {
    return 'Let the login use sudo without a terminal: `Defaults:LOGIN !requiretty` in a file in /etc/sudoers.d.';
  }
  if (/neither sudo nor doas/.test(text)) {
    return 'Install sudo on the host, or log in as root: `user: root` of the host in platform.yaml.';
  }
  return /^doas:/m.test(text)
    ? 'Let the login use doas without a password: `permit nopass LOGIN` in /etc/doas.conf.'
    : undefined;
}
