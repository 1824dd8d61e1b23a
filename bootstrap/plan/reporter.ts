import { type DefaultRenderer, Listr, type ListrTaskWrapper, type SimpleRenderer } from 'listr2';
import type { Outcome, Reporter } from './runner.ts';
import { kindOf, type Step } from './step.ts';

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

/** One plain line for the end of each step, and one for each new thing that it waits for, sends or tries again. */
export function plainProgress(print: (line: string) => void): Progress {
  const last = new Map<string, string>();
  return {
    begin: () => {},
    say: (step, text) => {
      const [, verb, what] = /^(waiting|sending|retrying|restoring|binding): (.*)/s.exec(text) ?? [];
      if (verb === undefined || last.get(step.id) === text) return;
      last.set(step.id, text);
      print(`${verb.padEnd(WORDS.done.length)}  ${step.id}: ${what}`);
    },
    end: (step, outcome, milliseconds) => {
      const time = outcome === 'skipped' ? '' : ` (${seconds(milliseconds)})`;
      print(`${WORDS[outcome]}  ${step.id}: ${step.title}${time}`);
    },
    finish: async () => {},
  };
}

/**
 * A list that a terminal redraws, with a line for each kind of step: however many nodes there are, it fits.
 */
export function listProgress(steps: readonly Step[]): Progress {
  const kinds = new Map<string, Kind>();
  for (const step of steps) {
    const kind = kindOf(step);
    kinds.set(kind, kinds.get(kind) ?? new Kind(step.title, steps.filter((it) => kindOf(it) === kind).length));
  }
  const list = new Listr(
    [...kinds.values()].map((kind) => ({
      title: kind.title,
      task: (_: unknown, task: Task) => kind.show(task),
    })),
    { concurrent: true, exitOnError: false, registerSignalListeners: false },
  );
  const running = list.run().then(
    () => {},
    () => {},
  );
  return {
    begin: (step) => kinds.get(kindOf(step))?.begin(),
    say: (step, text) => kinds.get(kindOf(step))?.say(`${step.host}: ${text}`),
    end: (step, outcome) => kinds.get(kindOf(step))?.end(step.host, outcome),
    finish: () => running,
  };
}

type Task = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

/** One line of the list: what is done on several nodes. */
class Kind {
  private readonly ended: { readonly host: string; readonly outcome: Outcome }[] = [];
  private started: number | undefined;
  private task: Task | undefined;
  private settle: () => void = () => {};

  constructor(
    readonly title: string,
    private readonly count: number,
  ) {}

  /** From now on it is drawn; it may have ended already. */
  show(task: Task): Promise<void> {
    this.task = task;
    return new Promise((resolve, reject) => {
      this.settle = () => {
        const failed = this.hosts('failed');
        if (failed.length > 0) return reject(new Error(`${this.title}: failed on ${failed.join(', ')}`));
        if (this.hosts('unchanged').length === this.count) task.skip(`${this.title}: unchanged`);
        else if (this.hosts('skipped').length === this.count) task.skip(`${this.title}: not reached`);
        resolve();
      };
      this.draw();
    });
  }

  begin(): void {
    this.started ??= Date.now();
  }

  say(text: string): void {
    if (this.task !== undefined) this.task.output = text;
  }

  end(host: string, outcome: Outcome): void {
    this.ended.push({ host, outcome });
    this.draw();
  }

  private draw(): void {
    const isOver = this.ended.length === this.count;
    const time = isOver && this.started !== undefined ? ` (${seconds(Date.now() - this.started)})` : '';
    const nodes = this.count > 1 ? `: ${this.hosts('done', 'unchanged').length} of ${this.count} nodes` : '';
    if (this.task !== undefined) this.task.title = `${this.title}${nodes}${time}`;
    if (isOver) this.settle();
  }

  private hosts(...outcomes: readonly Outcome[]): string[] {
    return this.ended.filter((it) => outcomes.includes(it.outcome)).map((it) => it.host);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
