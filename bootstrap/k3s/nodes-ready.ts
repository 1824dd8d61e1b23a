import { type ClusterLook, type LookQuestions, lookAtCluster } from '../../cluster/cluster-look.ts';
import { hubAddress } from '../../cluster/hub-address.ts';
import { entranceOf } from '../../cluster/k3s-parts.ts';
import { addressOf, type K3sNode, paths } from '../../cluster/node-config.ts';
import { objectsIn } from '../../cluster/object-ref.ts';
import { otherReleases } from '../../lib/releases.ts';
import { gpuNodes } from '../../platform/gpus.ts';
import { names } from '../../platform/names.ts';
import { command, wait } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Step, StepContext } from '../plan/step.ts';
import { unlessImporting, whileImporting, whyEnded } from './watch.ts';

/** What to ask the first server of the cluster. */
export function questions(
  { node, facts }: PlannedNode,
  { platform, manifests }: Pick<PlanInput, 'platform' | 'manifests'>,
): LookQuestions {
  const { health, resolve } = hubAddress(platform.hub, addressOf(node, facts));
  const objects = [...manifests.values()].flatMap(objectsIn);
  const others = otherReleases(manifests);
  const asked = {
    ...{ release: names.release, others, namespace: platform.hub.namespace, url: health, resolve, objects },
    entrance: entranceOf(platform.hub),
  };
  if (gpuNodes(platform).length === 0) return asked;
  return { ...asked, gpuPods: `app.kubernetes.io/name in (${names.devicePlugin},${names.mpsControlDaemon})` };
}

/**
 * Looks at the cluster. The first look of a step may be the last one of the step before, if nothing has changed since; steps
 * that wait at the same time look together.
 */
export async function look(context: StepContext, asked: LookQuestions, attempt: number): Promise<ClusterLook> {
  const { host, known, signal } = context;
  if (attempt === 0 && known.look?.changes === known.changes) return known.look.found;
  if (known.looking?.changes === known.changes) return known.looking.found;
  const looking = { changes: known.changes, found: lookAtCluster(host, asked, signal) };
  known.looking = looking;
  try {
    const found = await looking.found;
    known.look = { changes: looking.changes, found };
    return found;
  } finally {
    if (known.looking === looking) known.looking = undefined;
  }
}

/** Waits until every node is in the cluster, by its name, ready and of the pinned release. */
export function nodesReady(first: PlannedNode, nodes: readonly PlannedNode[], input: PlanInput): Step {
  const all = nodes.map(({ node }) => node);
  const expected = all.map(({ name }) => name);
  const release = input.platform.cluster.k3sVersion;
  const asked = questions(first, input);
  return {
    id: 'nodes',
    title: 'Wait for the nodes',
    host: first.node.name,
    needs: expected.map((name) => `start/${name}` as const),
    actions: [
      wait({
        waitFor: `${expected.join(', ')} to be ready with ${release}`,
        limit: 10 * 60_000,
        look: async (context, attempt) => {
          const found = await look(context, asked, attempt);
          if (found.nodes === undefined) {
            const why = await whyEnded(context, first.node.unit);
            const missing = 'the Kubernetes API to answer';
            return why === undefined
              ? missing
              : `${missing}; ${first.node.unit} on ${first.node.name} has stopped: ${why}`;
          }
          const late = all.flatMap((node) => {
            const missing = missingOf(node, found, release);
            return missing === undefined ? [] : [{ node, missing }];
          });
          const again = all.filter(({ name }) => context.known.restarted.has(name));
          if (late[0] === undefined) return unlessImporting(again, context);
          // A node joins, or is ready again, once its k3s imports the last archive; one is asked at a time of perhaps many.
          return whileImporting(late[0].node, late.map((it) => it.missing).join(', '), context);
        },
      }),
      // From here on every node has the token of now.
      command(['rm', '-f', paths.tokenBefore], {
        isDone: (known) => known.facts.get(first.node.name)?.files.has(paths.tokenBefore) !== true,
      }),
    ],
  };
}

/** How a node is not as it should be. */
function missingOf({ name }: K3sNode, { nodes }: ClusterLook, release: string): string | undefined {
  const found = nodes?.find((it) => it.name === name);
  if (found === undefined) return `${name} to join`;
  if (!found.isReady) return `${name} to be ready`;
  return found.version === release ? undefined : `${name} to run ${release} (now ${found.version})`;
}
