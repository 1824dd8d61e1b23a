import * as z from 'zod';
import type { Action, Step, StepId } from '../../bootstrap/plan/step.ts';
import { refuseNode } from '../../cluster/node-refusal.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Host } from '../../system/hosts/host.ts';
import {
  closeDatastore,
  openDatastore,
  readDatastore,
  removeNodes,
  withoutAgent,
} from '../restore-cluster/correct-datastore.ts';
import type { RollbackPlan } from './find-rollback.ts';
import { onNode } from './node-program.ts';
import { AGAIN, step } from './own-steps.ts';
import { volumesBack } from './volumes-back.ts';

const LEFT = z.array(z.string()).nullable();
const MINUTE = 60_000;

export interface Correction {
  readonly plan: RollbackPlan;
  readonly platform: Platform;
  /** Number of the change that puts it back. */
  readonly change: number;
  /** Nodes that were taken out while they could not be reached. */
  readonly refused: readonly string[];
}

/**
 * What was left on nodes by an earlier try, a sentence each; undefined if none has corrected the datastore yet.
 *
 * @param change number of the change that puts it back
 */
export async function correctedBefore(
  server: Host,
  change: number,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const found = await onNode(server, { part: 'progress', change }, { signal });
  return LEFT.parse(JSON.parse(found)) ?? undefined;
}

/** Lets the datastore of before know what is so on the nodes, while none of them runs: a kubelet does what it finds there. */
export function correctDatastore(correction: Correction, first: string, needs: readonly StepId[]): Step {
  let left: readonly string[] = [];
  const correct: Action = {
    command: "k3s kubectl: volumes of newer homes, no users' servers, no nodes that have left",
    ...AGAIN,
    run: async ({ host, signal }) => {
      const { plan, platform, refused } = correction;
      left = await volumesBack(host, plan.nodes, platform, signal);
      await endServers(host, platform.hub.namespace, signal);
      // One that has come since may have a name of then, and a password of its own.
      const stay = new Set(plan.nodes.flatMap(({ node, snapshot }) => (snapshot === undefined ? [] : [node.name])));
      await removeNodes(host, await readDatastore(host, signal), signal, stay);
      for (const node of refused) await refuseNode(host, node, signal);
    },
  };
  const note: Action = {
    command: 'python3 - < node_rollback.py: note that the datastore is corrected',
    ...AGAIN,
    run: async ({ host, signal }) => {
      await onNode(host, { part: 'corrected', change: correction.change, left }, { signal });
    },
  };
  const actions = [withoutAgent(first), ...openDatastore(), correct, ...closeDatastore(), note];
  return step('correct', first, 'Correct the datastore while no node runs', needs, actions);
}

/** The containers of users' servers of then have ended, and the kubelet would make them again. */
async function endServers(server: Host, namespace: string, signal: AbortSignal): Promise<void> {
  const which = ['-n', namespace, '-l', 'component=singleuser-server', '--ignore-not-found'];
  // No kubelet is there to say that they have ended.
  const argv = ['k3s', 'kubectl', 'delete', 'pods', ...which, '--force', '--grace-period=0', '--wait=false'];
  await server.run(argv, { sudo: true, timeout: 5 * MINUTE, signal });
}
