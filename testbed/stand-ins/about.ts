import { AsyncLocalStorage } from 'node:async_hooks';
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where every command that a stand-in was given is noted, a line of JSON each. */
const COMMANDS = '/var/log/testbed-commands.log';
const TUNING = '/etc/testbed.json';

/** How a host's stand-ins behave, set by a test. Times in milliseconds. */
export interface Tuning {
  /** Between two looks at the manifests; 15 s in k3s. */
  readonly poll: number;
  /** Until k3s has started. */
  readonly start: number;
  /** Whether k3s begins and gets no further, until this is taken back. */
  readonly startHeld?: boolean;
  /** Until a chart's job is done. */
  readonly job: number;
  /** Until a unit that failed is started again; 5 s in k3s's unit. */
  readonly restart: number;
  /** What the chart's job prints when Helm is to refuse the chart or its values: no revision is made. */
  readonly chartFails?: string;
  /** Why a revision is to fail, as Helm records it. */
  readonly releaseFails?: string;
  /** What the hub says before it ends, again and again, where it is installed so. */
  readonly hubCrashes?: string;
  /** An image of servers that its registry does not have. Pods that wait for it see a change only when they are made anew. */
  readonly unpullable?: string;
  /** Whether Helm is killed in the middle of what it does next. */
  readonly helmKilled?: boolean;
  /** What k3s says before it ends, instead of starting. */
  readonly fatal?: string;
  /** How many of their 365 days are left to the certificates that k3s makes when it starts. @default 365 */
  readonly certificateDays?: number;
  /** The release that says so. @default - any */
  readonly fatalRelease?: string;
  /** Whether `k3s token rotate` fails when it has written the new token, and not yet encrypted the datastore with it. */
  readonly rotationFails?: boolean;
  /** Names of the users whose notebook servers run. */
  readonly servers?: readonly string[];
  /** Milliseconds by which the clock of the controller is ahead that notes when a job has ended. @default 0 */
  readonly jobClock?: number;
  /** Whether pods can resolve no name. */
  readonly noDns?: boolean;
}

const USUAL: Tuning = { poll: 200, start: 100, job: 200, restart: 500 };

/** The settings as they are now: a test may change them at any time. */
export function tuning(): Tuning {
  return existsSync(TUNING) ? { ...USUAL, ...JSON.parse(readFileSync(TUNING, 'utf8')) } : USUAL;
}

/** Until k3s has started, and a test lets it. */
export async function untilStarted(): Promise<void> {
  await sleep(tuning().start);
  while (tuning().startHeld) await sleep(20);
}

/** Notes a command with all its words. */
export function note(argv: readonly string[]): void {
  appendFileSync(COMMANDS, `${JSON.stringify({ at: Date.now(), argv })}\n`);
}

/** Writes a file whole or not at all. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  const aside = `${path}.${process.pid}.new`;
  writeFileSync(aside, text, { mode });
  renameSync(aside, path);
}

/** What is found in a file or folder; undefined if there is none, as others take away what was just listed. */
export function ifThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The caller of a command that this process runs for another: its input and its outputs. */
export interface Caller {
  readonly input: string;
  out(text: string): void;
  err(text: string): void;
}

class Ended extends Error {
  constructor(readonly code: number) {
    super(`ended with ${code}`);
  }
}

const callers = new AsyncLocalStorage<Caller>();

/** Runs a command for another process, and returns its exit code. */
export async function runFor(caller: Caller, command: () => Promise<void>): Promise<number> {
  try {
    await callers.run(caller, command);
    return 0;
  } catch (error) {
    if (error instanceof Ended) return error.code;
    caller.err(`${(error as Error).stack}\n`);
    return 70;
  }
}

/** Prints on standard output. */
export function print(text: string): void {
  const caller = callers.getStore();
  if (caller === undefined) process.stdout.write(text);
  else caller.out(text);
}

/** All of standard input. */
export const readInput = () => callers.getStore()?.input ?? readFileSync(0, 'utf8');

/** Ends the command as a Go program ends: one line on standard error. */
export function fatal(message: string, code = 1): never {
  const caller = callers.getStore();
  if (caller === undefined) {
    process.stderr.write(`${message}\n`);
    process.exit(code);
  }
  caller.err(`${message}\n`);
  throw new Ended(code);
}

/** A line as k3s logs it. */
export function log(level: 'info' | 'warning' | 'error' | 'fatal', message: string): void {
  process.stderr.write(`time="${new Date().toISOString()}" level=${level} msg=${JSON.stringify(message)}\n`);
}
