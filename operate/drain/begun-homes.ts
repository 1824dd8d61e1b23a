import type { Host } from '../../system/hosts/host.ts';
import { type AskedCluster, hostIfThere } from '../ask-server.ts';
import { describeStuck } from '../homes/holds.ts';
import { signOfLife } from '../lost-node.ts';
import { switchState } from '../move/switch-volume.ts';
import type { DrainLook, DrainRequest } from './look.ts';
import type { LeavingHome } from './sort-homes.ts';

/** A home that leaves the node, and where it was already on its way to. */
export interface GoingHome extends LeavingHome {
  readonly target: Host | undefined;
}

export interface BegunHomes {
  readonly going: readonly GoingHome[];
  /** Homes on their way to a node that does not answer, each as a sentence that says what to do. */
  readonly stuck: readonly string[];
}

/**
 * Asks the nodes that homes are on their way to. One that is lost as well does not keep the others from leaving; where the homes
 * come from their backups, it gets another node.
 */
export async function askTargets(
  cluster: AskedCluster,
  { server, nodes }: Pick<DrainLook, 'server' | 'nodes'>,
  { isLost }: Pick<DrainRequest, 'isLost'>,
  leaving: readonly LeavingHome[],
): Promise<BegunHomes> {
  const { signal } = cluster;
  const { namespace } = cluster.platform.hub;
  const going: GoingHome[] = [];
  const stuck: string[] = [];
  for (const home of leaving) {
    const hold = 'hold' in home.from ? home.from.hold : undefined;
    const node = hold?.move.to.node ?? '';
    const target = hold && (await hostIfThere(cluster, node));
    if (hold === undefined || target !== undefined) {
      going.push({ ...home, target });
      continue;
    }
    const now = nodes.find((it) => it.name === node);
    const isReplaced = isLost && home.snapshot !== undefined;
    if (isReplaced && (await isSilent(cluster, node, now))) {
      going.push({ ...home, from: { replaced: hold }, target });
      continue;
    }
    const state = await switchState({ server, namespace, hold, move: hold.move, signal });
    stuck.push(describeStuck(hold, { isBefore: state === 'before', isLost }));
  }
  return { going, stuck };
}

async function isSilent(...[cluster, node, now]: Parameters<typeof signOfLife>): Promise<boolean> {
  return (await signOfLife(cluster, node, now)) === undefined;
}
