import { closeSync, createReadStream, createWriteStream, openSync } from 'node:fs';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { ExecaError, execa, type ResultPromise } from 'execa';
import { BetweenMarks } from './marks.ts';

export interface RunOptions {
  /** Milliseconds until the command is ended: SIGTERM, and SIGKILL five seconds later. */
  readonly timeout: number;
  /** Given on standard input; the place for a secret. Without it standard input is empty. */
  readonly input?: string | Uint8Array;
  /** A file given on standard input instead, however large. */
  readonly inputFile?: string;
  /** Told how many bytes of that file were taken so far. */
  readonly onInput?: (bytes: number) => void;
  /** What another command prints, given on standard input instead. */
  readonly inputFrom?: Readable;
  /** Where its standard output goes instead of the result, byte by byte and however much; ended with it. */
  readonly outputTo?: Writable;
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
  /**
   * What the command prints around its own output and before its exit code, as {@link BetweenMarks} knows it: then only
   * what is between counts, and a command that does not come to its end has failed.
   */
  readonly mark?: string;
}

export interface RunResult {
  readonly exitCode: number;
  /** Without the last newline: all of it, or the last 10 MB where a listener was told each line. */
  readonly stdout: string;
  /** Without the last newline. At most the last 10 MB. */
  readonly stderr: string;
}

/** How commands are run; tests pass a fake. */
export type Run = (command: string, args: readonly string[], options: RunOptions) => Promise<RunResult>;

/**
 * Why a command counts as failed. `missing`: it could not be started; `ended`: by a signal from outside; `output`: what it
 * printed could not be kept in the file that it was to go to; `excess`: it printed more than can be kept; `input`: its input
 * file could not be read.
 */
export type FailureReason = 'exit' | 'timeout' | 'aborted' | 'missing' | 'ended' | 'output' | 'excess' | 'input';

/** A command that failed. The message has the command for display and its last lines, never its input or environment. */
export class CommandError extends Error {
  /** How far a command with marks has come; undefined for one without. */
  readonly progress: 'none' | 'begun' | 'ended' | undefined;

  constructor(
    /** The command with its arguments, quoted for reading. */
    readonly command: string,
    readonly reason: FailureReason,
    /** Only with reason `exit`. */
    readonly exitCode: number | undefined,
    readonly stdout: string,
    readonly stderr: string,
    options: { cause?: unknown; progress?: CommandError['progress'] } = {},
  ) {
    const lines = lastLines(saidBy({ reason, stdout, stderr }));
    const what = reason === 'exit' ? `exit code ${exitCode}` : SAYING[reason];
    super(`${command}: ${what}${lines.length > 0 ? `\n${lines.map((line) => `  ${line}`).join('\n')}` : ''}`, {
      cause: options.cause,
    });
    this.name = 'CommandError';
    this.progress = options.progress;
  }

  /** The last lines that the command printed, on standard error if it used that. */
  get lastLines(): string[] {
    return lastLines(saidBy(this));
  }
}

/** What is read for a reason. Not the answer of which there is too much. */
function saidBy({ reason, stdout, stderr }: Pick<CommandError, 'reason' | 'stdout' | 'stderr'>): string {
  return stderr.trim() === '' && reason !== 'excess' ? stdout : stderr;
}

const SAYING = {
  timeout: 'timed out and was ended',
  aborted: 'was interrupted',
  missing: 'program not found, or it cannot be started',
  ended: 'was ended by a signal',
  output: 'its output could not be written on this machine',
  excess: 'it printed more than 100 MB',
  input: 'its input file could not be read',
} as const;

/** Output kept of one stream, in characters, where its end is enough. */
const KEPT = 10_000_000;

/** Output of which nothing may be missing, in characters. */
const MOST = 100_000_000;

/** Milliseconds in which the last output of a command that was ended is read. */
const REST = 1000;

/** The most milliseconds that a command may take, more than three weeks: with more, a timer of Node.js ends at once. */
const LONGEST = 2 ** 31 - 1 - REST;

/** Runs a command to its end, without a shell. Rejects with a {@link CommandError} if it fails. */
export const run: Run = async (command, args, options) => {
  const { outputFile, mark } = options;
  const timeout = Math.min(options.timeout, LONGEST);
  const stdout = new Output('stdout', options.onLine);
  const stderr = new Output('stderr', options.onLine);
  const [fromStdout, fromStderr] = [0, 1].map(() => (mark === undefined ? undefined : new BetweenMarks(mark)));
  // For its owner alone from the first moment.
  if (outputFile !== undefined) closeSync(openSync(outputFile, 'w', 0o600));
  const child = execa(command, args, {
    ...standardInput(options),
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    timeout,
    forceKillAfterDelay: 5000,
    buffer: false,
  });
  const sink: Writable = options.outputTo ?? (outputFile === undefined ? stdout : createWriteStream(outputFile));
  const end = cutOffWhenEnded(child, { ...options, timeout });
  let outputFault: unknown;
  sink.once('error', (fault: Error) => {
    if (end.isCutOff) return;
    outputFault = fault;
    child.kill();
  });
  stdout.once('excess', () => child.kill());
  const reading = [read(child.stdout, fromStdout, sink), read(child.stderr, fromStderr, stderr)];
  const settled = await child.then(
    (result) => ({ exitCode: result.exitCode, error: undefined }),
    (error: unknown) => ({ exitCode: error instanceof ExecaError ? error.exitCode : undefined, error }),
  );
  await Promise.all(reading);
  end.forget();
  const exitCode = fromStdout?.isBegun ? fromStdout.exitCode : settled.exitCode;
  const result = {
    stdout: fromStdout?.before.trimEnd() || stdout.result(),
    stderr: fromStderr?.before.trimEnd() || stderr.result(),
  };
  const error = settled.error instanceof ExecaError ? settled.error : undefined;
  if (settled.error !== undefined && error === undefined) throw settled.error;
  // A command ends well even if the file did not take what it said, or did not give it what it was to work on.
  const unkept = stdout.isExcessive ? 'excess' : outputFault === undefined ? undefined : 'output';
  const fault = unkept ?? (error && inputFault(error, options));
  const hasAll = fromStdout === undefined ? !end.isIncomplete : fromStdout.exitCode !== undefined;
  const isWhole = fault === undefined && hasAll;
  if (isWhole && exitCode !== undefined && (exitCode === 0 || options.allow?.includes(exitCode))) {
    return { exitCode, ...result };
  }
  const reason = fault ?? (error === undefined || (isWhole && exitCode !== undefined) ? 'exit' : reasonOf(error));
  throw new CommandError(forDisplay(command, args), reason, exitCode, result.stdout, result.stderr, {
    // Only what is said of a failed start or file: execa's own message repeats the output.
    cause: reason === 'output' ? outputFault : reason === 'missing' || reason === 'input' ? error?.cause : undefined,
    progress: fromStdout && (fromStdout.exitCode !== undefined ? 'ended' : fromStdout.isBegun ? 'begun' : 'none'),
  });
};

/**
 * Cuts off the output of a command that was ended, or has ended while its time ran out: what it has started itself may go on,
 * and hold its output open.
 */
function cutOffWhenEnded(
  child: Pick<ResultPromise, 'once' | 'stdout' | 'stderr'>,
  { timeout, signal }: Pick<RunOptions, 'timeout' | 'signal'>,
) {
  const begin = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const end = {
    isCutOff: false,
    /** Whether the command itself had ended well or badly before that, and more of its output might have come. */
    isIncomplete: false,
    forget: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
    },
  };
  const cutOffAfter = (milliseconds: number, isIncomplete: boolean) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      Object.assign(end, { isCutOff: true, isIncomplete });
      for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    }, milliseconds);
  };
  const interrupt = () => cutOffAfter(REST, true);
  child.once('exit', (_, by) => {
    if (by !== null) cutOffAfter(REST, false);
    else if (signal?.aborted) interrupt();
    else {
      cutOffAfter(Math.max(0, begin + timeout - Date.now()) + REST, true);
      signal?.addEventListener('abort', interrupt, { once: true });
    }
  });
  return end;
}

/** Reads a stream to its end, or as far as it goes; whether that was far enough is for its command to tell. */
async function read(stream: Readable, marks: BetweenMarks | undefined, sink: Writable): Promise<void> {
  const reading = marks === undefined ? pipeline(stream, sink) : pipeline(stream, marks, sink);
  await reading.catch(() => {});
}

function standardInput(options: RunOptions) {
  if (options.inputFrom !== undefined) return { input: options.inputFrom };
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

/** Whether the file with the input cannot be read. */
function inputFault({ cause }: ExecaError, { inputFile }: RunOptions): 'input' | undefined {
  const { syscall, code, path } = (cause ?? {}) as NodeJS.ErrnoException;
  if (inputFile === undefined) return undefined;
  return path === inputFile || (syscall === 'read' && code !== 'ECONNRESET') ? 'input' : undefined;
}

function reasonOf(error: ExecaError): FailureReason {
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

/** The last lines of what was printed that are not blank. */
export function lastLines(text: string, count = 15): string[] {
  return text
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .slice(-count);
}

/**
 * One stream of a command. Whole lines are passed on as they come, and the end of it is kept; what nobody listens to on
 * standard output is an answer, of which a part is none: too much of it is an `excess`.
 */
class Output extends Writable {
  isExcessive = false;
  private readonly isAnswer: boolean;
  private readonly decoder = new StringDecoder('utf8');
  private text = '';
  private line = '';

  constructor(
    private readonly stream: 'stdout' | 'stderr',
    private readonly onLine: RunOptions['onLine'],
  ) {
    super();
    this.isAnswer = stream === 'stdout' && onLine === undefined;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.add(this.decoder.write(chunk));
    done();
  }

  /** All that was kept, without the last newline. */
  result(): string {
    this.add(this.decoder.end());
    this.pass(this.line);
    this.line = '';
    return (this.isAnswer ? this.text : this.text.slice(-KEPT)).replace(/\r?\n$/, '');
  }

  private add(text: string): void {
    this.text += text;
    if (this.text.length > (this.isAnswer ? MOST : 2 * KEPT)) {
      this.text = this.text.slice(-KEPT);
      if (this.isAnswer) this.refuse();
    }
    if (this.onLine === undefined) return;
    const [first = '', ...rest] = text.split(/[\r\n]/);
    this.line += first;
    for (const line of rest) {
      this.pass(this.line);
      this.line = line;
    }
  }

  private refuse(): void {
    this.isExcessive = true;
    this.emit('excess');
  }

  private pass(line: string): void {
    if (line.trim() !== '') this.onLine?.(line, this.stream);
  }
}
