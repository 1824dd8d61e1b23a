import { type DefaultRenderer, Listr, type ListrTaskWrapper, type SimpleRenderer } from 'listr2';
import type { Reporter } from './reporter.ts';
import { canRedraw, print } from './terminal.ts';
import { UserError } from './user-error.ts';

/** One line of a task list. */
export interface Task {
  /** Whose turn it is: a node, an image. */
  readonly title: string;
  /** @returns what was done, in a few words */
  run(progress: Reporter['progress']): Promise<string>;
}

export interface TaskListOptions {
  /** How many run at once. @default 1 */
  readonly concurrent?: number;
  /** When it aborts, nothing more is begun. */
  readonly signal: AbortSignal;
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
  { concurrent = 1, signal }: TaskListOptions,
): Promise<FailedTask[]> {
  const failed: FailedTask[] = [];
  const defects: unknown[] = [];
  const settle = async ({ title, run }: Task, progress: Reporter['progress']): Promise<string> => {
    try {
      if (signal.aborted) throw new UserError(`${title}: interrupted before it began`);
      return await run(progress);
    } catch (error) {
      if (error instanceof UserError) failed.push({ title, error });
      else defects.push(error);
      throw error;
    }
  };
  const isDrawn = canRedraw(process.stdout);
  const lines = tasks.map((task) => ({
    title: task.title,
    run: async (line: Line) => {
      const plain = (what: string) => print(`${task.title}: ${what}`);
      const done = await settle(task, isDrawn ? (what) => line.progress(what) : plain);
      if (isDrawn) line.rename(`${task.title}: ${done}`);
      else plain(done);
    },
  }));
  await drawList(lines, { concurrent, isDrawn });
  if (defects.length > 0) throw defects[0];
  return failed;
}

/** The failures of several tasks as one, each with its own fix. */
export function failureOf(summary: string, failed: readonly FailedTask[], fix: string): UserError {
  const messages = failed.map(({ error }) => `${error.message}${error.fix === undefined ? '' : `\n  ${error.fix}`}`);
  return new UserError([...messages.map((text) => text.replaceAll('\n', '\n  ')), summary].join('\n'), { fix });
}

/** A line of a list while its task runs. */
export interface Line {
  /** Shows under it what is being done just now. */
  progress(text: string): void;
  rename(title: string): void;
  /** Marks it as one on which nothing was to be done. */
  skip(title: string): void;
}

export interface DrawnTask {
  readonly title: string;
  run(line: Line): Promise<void>;
}

export interface DrawOptions {
  /** How many run at once. */
  readonly concurrent: number;
  /** Whether the list is drawn at all, or its tasks are just run. */
  readonly isDrawn: boolean;
  /** Whether a failure ends the list and is thrown, for others to print; else it is shown in the list. @default false */
  readonly endsAtFailure?: boolean;
}

/** Runs tasks as a list that a terminal redraws. Listens to no signal, so that Ctrl-C is {@link interruptible}'s. */
export async function drawList(
  tasks: readonly DrawnTask[],
  { concurrent, isDrawn, endsAtFailure = false }: DrawOptions,
): Promise<void> {
  const list = new Listr<unknown, 'default' | 'silent'>(
    tasks.map(({ title, run }) => ({ title, task: (_: unknown, task: ListedTask) => run(lineOf(task)) })),
    {
      concurrent: concurrent === Number.POSITIVE_INFINITY ? true : concurrent,
      exitOnError: endsAtFailure,
      registerSignalListeners: false,
      renderer: isDrawn ? 'default' : 'silent',
      rendererOptions: { showErrorMessage: !endsAtFailure },
    },
  );
  await list.run();
}

type ListedTask = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

function lineOf(task: ListedTask): Line {
  return {
    progress: (text) => {
      task.output = text;
    },
    rename: (title) => {
      task.title = title;
    },
    skip: (title) => task.skip(title),
  };
}
