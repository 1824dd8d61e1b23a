import type { Reporter } from '../../system/reporter.ts';
import { type Known, pending, type Step } from './step.ts';

/** Prints what a run would do, step by step, in the words of the actions themselves. */
export function printPlan(steps: readonly Step[], known: Known, { print }: Pick<Reporter, 'print'>): void {
  for (const step of steps) {
    const actions = pending(step, known);
    if (actions.length === 0) continue;
    print(`${step.id}: ${step.title}`);
    for (const action of actions) print(`  ${action.command}`);
  }
}
