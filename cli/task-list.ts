import { Listr } from 'listr2';
import { canRedraw, print } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';

/** One line of a task list. */
export interface Task {
  /** Whose turn it is: a node, an image. */
  readonly title: string;
  /**
   * @param tell what is being done just now
   * @param signal aborts when the user interrupts the command
   * @returns what was done, in a few words
   */
  run(tell: (what: string) => void, signal: AbortSignal): Promise<string>;
}

export interface TaskListOptions {
  /** How many run at once. @default 1 */
  readonly concurrent?: number;
}

/** A task that failed by something that the user can fix. */
export interface FailedTask {
  readonly title: string;
  readonly error: UserError;
}

/**
 * Runs tasks, and all of them whatever becomes of one: on a terminal as a list that changes, else as plain lines. What
 * is no {@link UserError} is thrown when all have ended.
 */
export async function runTasks(
  tasks: readonly Task[],
  { concurrent = 1 }: TaskListOptions = {},
): Promise<FailedTask[]> {
  const failed: FailedTask[] = [];
  const defects: unknown[] = [];
  const interrupt = new AbortController();
  // A listener that stays: without one, execa would end the process at once. A second Ctrl-C does.
  const stop = () => (interrupt.signal.aborted ? process.exit(130) : interrupt.abort());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  const isTerminal = canRedraw(process.stdout);
  const settle = async ({ title, run }: Task, tell: (what: string) => void): Promise<string> => {
    try {
      if (interrupt.signal.aborted) throw new UserError(`${title}: interrupted before it began`);
      return await run(tell, interrupt.signal);
    } catch (error) {
      if (error instanceof UserError) failed.push({ title, error });
      else defects.push(error);
      throw error;
    }
  };
  const list = new Listr(
    tasks.map((task) => ({
      title: task.title,
      task: async (_: unknown, line: { title: string; output: string }) => {
        const plain = (what: string) => print(`${task.title}: ${what}`);
        const done = await settle(task, isTerminal ? (what) => (line.output = what) : plain);
        if (isTerminal) line.title = `${task.title}: ${done}`;
        else plain(done);
      },
    })),
    { concurrent, exitOnError: false, registerSignalListeners: false, renderer: isTerminal ? 'default' : 'silent' },
  );
  try {
    await list.run();
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
  if (defects.length > 0) throw defects[0];
  return failed;
}

/** The failures of several tasks as one, each with its own fix. */
export function failureOf(summary: string, failed: readonly FailedTask[], fix: string): UserError {
  const told = failed.map(({ error }) => `${error.message}${error.fix === undefined ? '' : `\n  ${error.fix}`}`);
  return new UserError([...told.map((text) => text.replaceAll('\n', '\n  ')), summary].join('\n'), { fix });
}
