import type { Reporter } from '../../system/reporter.ts';
import { drawList, type Line } from '../../system/task-list.ts';
import { kindOf, type Step } from './step.ts';

/** How a step ended. `unchanged`: all was there; `skipped`: a step before it failed or was stopped. */
export type Outcome = 'done' | 'unchanged' | 'failed' | 'skipped';

/** Where the progress of steps is reported. */
export interface StepReporter {
  begin(step: Step): void;
  progress(step: Step, text: string): void;
  /** What is still to be read when the step is over. */
  note(step: Step, text: string): void;
  end(step: Step, outcome: Outcome, milliseconds: number): void;
  /** Waits until all that it was told is shown. */
  finish(): Promise<void>;
}

const WORDS: Readonly<Record<Outcome, string>> = {
  done: 'done     ',
  unchanged: 'unchanged',
  failed: 'FAILED   ',
  skipped: 'skipped  ',
};

/** One plain line for the end of each step, and one for each new thing that it waits for, sends, saves or tries again. */
export function plainSteps({ progress }: Pick<Reporter, 'progress'>): StepReporter {
  const last = new Map<string, string>();
  return {
    begin: () => {},
    progress: (step, text) => {
      const [, verb, what] = /^(waiting|sending|retrying|restoring|binding|saving): (.*)/s.exec(text) ?? [];
      if (verb === undefined || last.get(step.id) === text) return;
      last.set(step.id, text);
      progress(`${verb.padEnd(WORDS.done.length)}  ${step.id}: ${what}`);
    },
    note: (step, text) => progress(`${'note'.padEnd(WORDS.done.length)}  ${step.id}: ${text}`),
    end: (step, outcome, milliseconds) => {
      const time = outcome === 'skipped' ? '' : ` (${seconds(milliseconds)})`;
      progress(`${WORDS[outcome]}  ${step.id}: ${step.title}${time}`);
    },
    finish: async () => {},
  };
}

/**
 * A list that a terminal redraws, with a line for each kind of step: however many nodes there are, it fits. Notes are
 * printed below it, when it is drawn for the last time.
 */
export function listedSteps(steps: readonly Step[], { note }: Pick<Reporter, 'note'>): StepReporter {
  const kinds = new Map<string, Kind>();
  for (const step of steps) {
    const line = lineOf(step);
    kinds.set(line, kinds.get(line) ?? new Kind(step.title, steps.filter((it) => lineOf(it) === line).length));
  }
  const lines = [...kinds.values()].map((kind) => ({ title: kind.title, run: (line: Line) => kind.show(line) }));
  const notes: string[] = [];
  // What fails is thrown by what runs the steps.
  const shown = drawList(lines, { concurrent: Number.POSITIVE_INFINITY, isDrawn: true }).catch(() => {});
  return {
    begin: (step) => kinds.get(lineOf(step))?.begin(),
    progress: (step, text) => kinds.get(lineOf(step))?.progress(`${step.host}: ${text}`),
    note: (step, text) => notes.push(`note: ${step.id}: ${text}`),
    end: (step, outcome) => kinds.get(lineOf(step))?.end(step.host, outcome),
    finish: async () => {
      await shown;
      for (const text of notes.splice(0)) note(text);
    },
  };
}

/** Kinds of steps with a line for each of them, as it is not nodes that they differ in. */
const ALONE = ['release', 'restore', 'rollback'];

/** What is done on nodes is one line for all of them; each release has one of its own. */
function lineOf(step: Step): string {
  const kind = kindOf(step);
  return ALONE.includes(kind) ? step.id : kind;
}

/** One line of the list: what is done on several nodes. */
class Kind {
  private readonly ended: { readonly host: string; readonly outcome: Outcome }[] = [];
  private started: number | undefined;
  private line: Line | undefined;
  private settle: () => void = () => {};

  constructor(
    readonly title: string,
    private readonly count: number,
  ) {}

  /** From now on it is drawn; it may have ended already. */
  show(line: Line): Promise<void> {
    this.line = line;
    return new Promise((resolve, reject) => {
      this.settle = () => {
        const failed = this.hosts('failed');
        if (failed.length > 0) return reject(new Error(`${this.title}: failed on ${failed.join(', ')}`));
        if (this.hosts('unchanged').length === this.count) line.skip(`${this.title}: unchanged`);
        else if (this.hosts('skipped').length === this.count) line.skip(`${this.title}: not reached`);
        resolve();
      };
      this.draw();
    });
  }

  begin(): void {
    this.started ??= Date.now();
  }

  progress(text: string): void {
    this.line?.progress(text);
  }

  end(host: string, outcome: Outcome): void {
    this.ended.push({ host, outcome });
    this.draw();
  }

  private draw(): void {
    const isOver = this.ended.length === this.count;
    const time = isOver && this.started !== undefined ? ` (${seconds(Date.now() - this.started)})` : '';
    const nodes = this.count > 1 ? `: ${this.hosts('done', 'unchanged').length} of ${this.count} nodes` : '';
    this.line?.rename(`${this.title}${nodes}${time}`);
    if (isOver) this.settle();
  }

  private hosts(...outcomes: readonly Outcome[]): string[] {
    return this.ended.filter((it) => outcomes.includes(it.outcome)).map((it) => it.host);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
