import type { Action, Step, StepId } from '../../bootstrap/plan/step.ts';

/** What a try that was killed has done may be done again, and no look tells whether it has. */
export const AGAIN = { isDone: () => false };

/** Something that a rollback does on a node, which is no part of an `up`. */
export function step(
  kind: string,
  node: string,
  title: string,
  needs: readonly StepId[],
  actions: readonly Action[],
): Step {
  return { id: `rollback/${kind}-${node}`, title, host: node, needs, actions };
}
