import { closeSync, createReadStream, openSync } from 'node:fs';
import { ExecaError, execa } from 'execa';

export interface RunOptions {
  /** Milliseconds until the command is ended: SIGTERM, and SIGKILL five seconds later. */
  readonly timeout: number;
  /** Given on standard input; the place for a secret. Without it standard input is empty. */
  readonly input?: string | Uint8Array;
  /** A file given on standard input instead, however large. */
  readonly inputFile?: string;
  /** Told how many bytes of that file were taken so far. */
  readonly onInput?: (bytes: number) => void;
  /** A file that its standard output goes to instead of the result, byte by byte and however much. Made 0600. */
  readonly outputFile?: string;
  /** Added to this process's environment; the other place for a secret. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default - this process's working directory */
  readonly cwd?: string;
  /** Called with each line as it is printed. A carriage return ends a line too, so progress bars come through. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Ends the command when it aborts. */
  readonly signal?: AbortSignal;
  /** Exit codes that are an answer and not a failure, besides 0. */
  readonly allow?: readonly number[];
}

export interface RunResult {
  readonly exitCode: number;
  /** Without the last newline. At most the last 10 MB. */
  readonly stdout: string;
  readonly stderr: string;
}

/** How commands are run; tests pass a fake. */
export type Run = (command: string, args: readonly string[], options: RunOptions) => Promise<RunResult>;

/**
 * Why a command counts as failed. `missing`: it could not be started; `ended`: by a signal from outside; `output`: what it
 * printed could not be kept in the file that it was to go to; `input`: the file that it is given could not be read.
 */
export type FailureReason = 'exit' | 'timeout' | 'aborted' | 'missing' | 'ended' | 'output' | 'input';

/** A command that failed. The message has the command for display and its last lines, never its input or environment. */
export class CommandError extends Error {
  constructor(
    /** The command with its arguments, quoted for reading. */
    readonly command: string,
    readonly reason: FailureReason,
    /** Only with reason `exit`. */
    readonly exitCode: number | undefined,
    readonly stdout: string,
    readonly stderr: string,
    options: { cause?: unknown } = {},
  ) {
    const lines = lastLines(stderr.trim() === '' ? stdout : stderr);
    const what = reason === 'exit' ? `exit code ${exitCode}` : SAYING[reason];
    super(`${command}: ${what}${lines.length > 0 ? `\n${lines.map((line) => `  ${line}`).join('\n')}` : ''}`, options);
    this.name = 'CommandError';
  }

  /** The last lines that the command printed, on standard error if it used that. */
  get lastLines(): string[] {
    return lastLines(this.stderr.trim() === '' ? this.stdout : this.stderr);
  }
}

const SAYING = {
  timeout: 'took too long and was ended',
  aborted: 'was interrupted',
  missing: 'no such program, or it cannot be started',
  ended: 'was ended by a signal',
  output: 'its output could not be written on this machine',
  input: 'the file that it is given could not be read',
} as const;

/** Output kept of one stream, in characters. */
const KEPT = 10_000_000;

/** Runs a command to its end, without a shell. Rejects with a {@link CommandError} if it fails. */
export const run: Run = async (command, args, options) => {
  const stdout = new Output('stdout', options.onLine);
  const stderr = new Output('stderr', options.onLine);
  const { outputFile } = options;
  // The file is there before execa opens it, so that no one else can read it for a moment.
  if (outputFile !== undefined) closeSync(openSync(outputFile, 'w', 0o600));
  const child = execa(command, args, {
    ...standardInput(options),
    ...(outputFile === undefined ? {} : { stdout: { file: outputFile } }),
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    timeout: options.timeout,
    forceKillAfterDelay: 5000,
    buffer: false,
    stripFinalNewline: true,
  });
  if (outputFile === undefined) child.stdout.setEncoding('utf8').on('data', (text: string) => stdout.add(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.add(text));
  const settled = await child.then(
    (result) => ({ exitCode: result.exitCode, error: undefined }),
    (error: unknown) => ({ exitCode: error instanceof ExecaError ? error.exitCode : undefined, error }),
  );
  const exitCode = settled.exitCode;
  const result = { stdout: stdout.end(), stderr: stderr.end() };
  // A command ends well even if the file did not take what it said, or did not give it what it was to work on.
  const isWhole = !(settled.error instanceof ExecaError && fileFault(settled.error, options) !== undefined);
  if (isWhole && exitCode !== undefined && (exitCode === 0 || options.allow?.includes(exitCode))) {
    return { exitCode, ...result };
  }
  if (!(settled.error instanceof ExecaError)) throw settled.error;
  const reason = reasonOf(settled.error, options);
  throw new CommandError(forDisplay(command, args), reason, exitCode, result.stdout, result.stderr, {
    // Only what execa says of a failed start or file: its own message repeats the output.
    cause: reason === 'missing' || reason === 'output' || reason === 'input' ? settled.error.cause : undefined,
  });
};

function standardInput(options: RunOptions) {
  if (options.inputFile !== undefined) return { input: counted(options.inputFile, options.onInput) };
  return options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input };
}

function counted(file: string, onInput: RunOptions['onInput']) {
  const stream = createReadStream(file);
  let bytes = 0;
  if (onInput !== undefined) {
    stream.on('data', (chunk) => {
      bytes += chunk.length;
      onInput(bytes);
    });
  }
  return stream;
}

/** Whether the file that the output goes to refused it, or the one with the input cannot be read. */
function fileFault({ cause }: ExecaError, { inputFile }: RunOptions): 'output' | 'input' | undefined {
  const { syscall, code, path } = (cause ?? {}) as NodeJS.ErrnoException;
  if (syscall === 'write' && code !== 'EPIPE') return 'output';
  if (inputFile === undefined) return undefined;
  return path === inputFile || (syscall === 'read' && code !== 'ECONNRESET') ? 'input' : undefined;
}

function reasonOf(error: ExecaError, options: RunOptions): FailureReason {
  const fault = fileFault(error, options);
  if (fault !== undefined) return fault;
  if (error.timedOut) return 'timeout';
  if (error.isCanceled) return 'aborted';
  if (error.exitCode !== undefined) return 'exit';
  return error.isTerminated ? 'ended' : 'missing';
}

/** A command as one would type it, to be read and copied. Never given to a shell by us. */
export function forDisplay(command: string, args: readonly string[]): string {
  return [command, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

function lastLines(text: string, count = 15): string[] {
  return text
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .slice(-count);
}

/** One stream of a command: the end of it is kept, whole lines are passed on as they come. */
class Output {
  private text = '';
  private line = '';

  constructor(
    private readonly stream: 'stdout' | 'stderr',
    private readonly onLine: RunOptions['onLine'],
  ) {}

  add(text: string): void {
    this.text += text;
    if (this.text.length > 2 * KEPT) this.text = this.text.slice(-KEPT);
    if (this.onLine === undefined) return;
    const lines = (this.line + text).split(/\r\n|[\r\n]/);
    this.line = lines.pop() ?? '';
    for (const line of lines) this.pass(line);
  }

  /** All that was kept, without the last newline. */
  end(): string {
    this.pass(this.line);
    this.line = '';
    return this.text.slice(-KEPT).replace(/\r?\n$/, '');
  }

  private pass(line: string): void {
    if (line.trim() !== '') this.onLine?.(line, this.stream);
  }
}
