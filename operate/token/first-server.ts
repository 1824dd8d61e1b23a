import { readFileSync } from 'node:fs';
import { waitForUnit } from '../../bootstrap/k3s/start.ts';
import { waitUntilUpgraded } from '../../bootstrap/k3s/upgraded.ts';
import type { PlannedNode } from '../../bootstrap/plan/plan-input.ts';
import type { Action, StepContext } from '../../bootstrap/plan/step.ts';
import { StepFailure } from '../../bootstrap/plan/step-error.ts';
import { paths } from '../../cluster/node-config.ts';

const PUT_BACK = readFileSync(new URL('put-back-token.sh', import.meta.url), 'utf8');
/** What k3s says when its datastore is not opened by its token. Source: k3s-io/k3s, `getBootstrapKeyFromStorage`. */
const NOT_OPENED = 'encrypted with different token';

export interface Retry {
  /** Starts k3s with the token from before. */
  readonly startBefore: Action;
  /** Rotates, and starts k3s with the new token. */
  readonly again: readonly Action[];
}

/**
 * Waits until the first server has started with the new token.
 *
 * k3s writes the new token to its file first and encrypts the datastore with it afterwards: where that failed, or the power went
 * out in between, only the token from before opens the datastore. Then that one is put back, and the rotation is done again.
 */
export function waitForFirst(planned: PlannedNode, release: string, { startBefore, again }: Retry): Action {
  const isUp = waitForUnit(planned);
  return {
    ...isUp,
    run: async (context) => {
      if ((await notOpened(isUp, context)) === undefined) return;
      context.note(`the datastore is not opened by the new token: back to that in ${paths.tokenBefore}`);
      const { host, signal } = context;
      const argv = ['sh', '-s', '--', paths.serverToken, paths.token, paths.tokenBefore];
      await host.run(argv, { sudo: true, input: PUT_BACK, timeout: 60_000, signal });
      await startBefore.run(context);
      const failure = await notOpened(isUp, context);
      if (failure !== undefined) {
        const what = `${planned.node.unit} starts neither with the new token nor with that in ${paths.tokenBefore}`;
        throw new StepFailure(what, failure.output);
      }
      await waitUntilUpgraded(planned, release).run(context);
      for (const action of [...again, isUp]) await action.run(context);
    },
  };
}

/** Waits, and gives what k3s said if it did not start because its token does not open the datastore. */
async function notOpened(isUp: Action, context: StepContext): Promise<StepFailure | undefined> {
  try {
    await isUp.run(context);
    return undefined;
  } catch (error) {
    if (error instanceof StepFailure && error.output.includes(NOT_OPENED)) return error;
    throw error;
  }
}
