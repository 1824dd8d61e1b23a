import { type DefaultRenderer, Listr, type ListrTaskWrapper, type SimpleRenderer } from 'listr2';
import type { Outcome, Reporter } from './runner.ts';
import type { Step } from './step.ts';

/** A reporter that has to be told when all is over. */
export interface Progress extends Reporter {
  finish(): Promise<void>;
}

const WORDS: Readonly<Record<Outcome, string>> = {
  done: 'done     ',
  unchanged: 'unchanged',
  failed: 'FAILED   ',
  skipped: 'skipped  ',
};

/** One plain line for the end of each step, and one for each new thing that it waits for. */
export function plainProgress(print: (line: string) => void): Progress {
  const last = new Map<string, string>();
  return {
    begin: () => {},
    say: (step, text) => {
      if (!text.startsWith('waiting: ') || last.get(step.id) === text) return;
      last.set(step.id, text);
      print(`waiting    ${step.id}: ${text.slice('waiting: '.length)}`);
    },
    end: (step, outcome, milliseconds) => {
      const time = outcome === 'skipped' ? '' : ` (${seconds(milliseconds)})`;
      print(`${WORDS[outcome]}  ${step.id}: ${step.title}${time}`);
    },
    finish: async () => {},
  };
}

/** A list of tasks that a terminal redraws. */
export function listProgress(steps: readonly Step[]): Progress {
  type Task = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;
  const tasks = new Map<string, { task: Task; settle: (outcome: Outcome) => void }>();
  /** Steps that ended before the list had begun to show them. */
  const ended = new Map<string, Outcome>();
  const list = new Listr(
    steps.map((step) => ({
      title: `${step.host}: ${step.title}`,
      task: (_: unknown, task: Task) =>
        new Promise<void>((resolve, reject) => {
          const settle = (outcome: Outcome) => {
            if (outcome === 'unchanged') task.skip(`${step.host}: ${step.title}: unchanged`);
            if (outcome === 'skipped') task.skip(`${step.host}: ${step.title}: not reached`);
            if (outcome === 'failed') reject(new Error(`${step.host}: ${step.title}`));
            else resolve();
          };
          const early = ended.get(step.id);
          tasks.set(step.id, { task, settle });
          if (early !== undefined) settle(early);
        }),
    })),
    { concurrent: true, exitOnError: false, registerSignalListeners: false },
  );
  const running = list.run().then(
    () => {},
    () => {},
  );
  return {
    begin: () => {},
    say: (step, text) => {
      const found = tasks.get(step.id);
      if (found !== undefined) found.task.output = text;
    },
    end: (step, outcome, milliseconds) => {
      ended.set(step.id, outcome);
      const found = tasks.get(step.id);
      if (found !== undefined && outcome === 'done') found.task.title += ` (${seconds(milliseconds)})`;
      found?.settle(outcome);
    },
    finish: () => running,
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
