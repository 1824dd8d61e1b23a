import { readRefused, saveSecret, writeRefused } from '../../cluster/cluster-folder.ts';
import { k3sNodes, paths } from '../../cluster/node-config.ts';
import { readmissionOf } from '../../cluster/node-refusal.ts';
import { forDisplay } from '../../system/exec.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Step } from '../plan/step.ts';
import { StepFailure } from '../plan/step-error.ts';

/** Fetches the full token, by which a node that joins knows the right server. It also opens a backup of the datastore. */
export function joinToken({ node }: PlannedNode, { platform, folder, refused }: PlanInput): Step {
  const wanted = new Set(k3sNodes(platform).map(({ name }) => name));
  const readmitted = refused.filter((it) => wanted.has(it));
  return {
    id: 'token',
    title: 'Fetch the join token',
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
      ...readmitted.map((name) => readmit(name, folder)),
    ],
  };
}

/** Lets a node in again that was taken out while its machine could not be reached. */
function readmit(name: string, folder: string): Action {
  const [allow, remove] = readmissionOf(name);
  return {
    command: [allow, remove].map(([program = '', ...words]) => forDisplay(program, words)).join('; '),
    // It is planned only where it is to be done.
    isDone: () => false,
    run: async ({ host, signal }) => {
      await host.run(allow, { sudo: true, allow: [1], signal });
      await host.run(remove, { sudo: true, signal });
      writeRefused(
        folder,
        readRefused(folder).filter((it) => it !== name),
      );
    },
  };
}
