import { saveSecret } from '../cluster/cluster-folder.ts';
import { paths } from '../cluster/node-config.ts';
import type { PlannedNode } from '../plan/plan-input.ts';
import type { Step } from '../plan/step.ts';
import { StepFailure } from '../plan/step-error.ts';

/** Fetches the full token, by which a node that joins knows the right server. It also opens a backup of the datastore. */
export function joinToken({ node }: PlannedNode, folder: string): Step {
  return {
    id: 'token',
    title: 'Fetch the token to join with',
    host: node.name,
    needs: [`start/${node.name}`],
    actions: [
      {
        command: `cat ${paths.serverToken}`,
        isDone: (known) => known.joinToken !== undefined,
        run: async ({ host, known }) => {
          const token = (await host.read(paths.serverToken))?.trim();
          if (token === undefined || !/^K10[0-9a-f]{64}::/.test(token)) {
            throw new StepFailure(`there is no full token in ${paths.serverToken}`);
          }
          saveSecret(folder, 'join-token', token);
          known.joinToken = token;
        },
      },
    ],
  };
}
