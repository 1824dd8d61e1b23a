import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { type Known, pending, type Step } from './step.ts';
import { describeFailure } from './step-error.ts';
import type { Outcome, StepReporter } from './step-reporter.ts';

export interface Running {
  readonly hosts: ReadonlyMap<string, Host>;
  readonly known: Known;
  readonly reporter: StepReporter;
  readonly signal: AbortSignal;
  /** The command that continues where this one stopped. @default 'npx hubwright up' */
  readonly again?: string | undefined;
}

/**
 * Runs steps, each as soon as those before it are done. When one fails, those that do not need it go on to their end, so
 * that every failure is reported at once.
 *
 * @throws UserError with every failure
 */
export async function runSteps(steps: readonly Step[], running: Running): Promise<void> {
  const failures: string[] = [];
  const defects: unknown[] = [];
  const ends = new Map<string, Promise<Outcome>>();
  for (const step of steps) {
    // Steps come in an order in which each stands after those that it needs.
    const before = step.needs.flatMap((id) => ends.get(id) ?? []);
    ends.set(
      step.id,
      (async () => {
        const outcomes = await Promise.all(before);
        const isHeld = running.signal.aborted || outcomes.some((it) => it === 'failed' || it === 'skipped');
        if (isHeld) running.reporter.end(step, 'skipped', 0);
        return isHeld ? 'skipped' : runStep(step, running, failures, defects);
      })(),
    );
  }
  await Promise.all(ends.values());
  if (defects.length > 0) throw defects[0];
  if (running.signal.aborted) {
    throw new UserError('interrupted', { fix: 'Run the same command again to continue where it stopped.' });
  }
  if (failures.length > 0) {
    const { again = 'npx hubwright up' } = running;
    throw new UserError(failures.join('\n\n'), { fix: `Run \`${again}\` again to continue where it stopped.` });
  }
}

async function runStep(step: Step, running: Running, failures: string[], defects: unknown[]): Promise<Outcome> {
  const { known, signal, reporter } = running;
  const host = running.hosts.get(step.host);
  if (host === undefined) throw new Error(`The step ${step.id} is for a host that is not there`);
  const started = Date.now();
  const end = (outcome: Outcome): Outcome => {
    reporter.end(step, outcome, Date.now() - started);
    return outcome;
  };
  reporter.begin(step);
  let command = '';
  let isChanged = false;
  try {
    for (const action of pending(step, known)) {
      signal.throwIfAborted();
      command = action.command;
      const progress = (text: string) => reporter.progress(step, text);
      const note = (text: string) => reporter.note(step, text);
      await action.run({ host, hosts: running.hosts, known, signal, progress, note });
      if (action.isDone === undefined) continue;
      known.changes++;
      isChanged = true;
    }
    // To wait for what others have changed is not nothing.
    const hasWaited = known.changes > 0 && step.actions.some((it) => it.isDone === undefined);
    return end(isChanged || hasWaited ? 'done' : 'unchanged');
  } catch (error) {
    if (signal.aborted || (error instanceof HostError && error.reason === 'aborted')) return end('skipped');
    const failure = describeFailure(step, host.describe(), command, error);
    if (failure === undefined) defects.push(error);
    else failures.push(failure);
    return end('failed');
  }
}
