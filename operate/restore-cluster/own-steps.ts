import type { Action, Step } from '../../bootstrap/plan/step.ts';

/** Something that a restore does on a host. */
export const action = (command: string, run: Action['run']): Action => ({ command, run });

/** A step of a restore, which is no part of an `up`. */
export function step(name: string, title: string, host: string, actions: readonly Action[]): Step {
  return { id: `restore/${name}`, title, host, needs: [], actions };
}
