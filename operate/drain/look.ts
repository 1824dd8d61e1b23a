import type { LocatedVolume } from '../../cluster/volumes.ts';
import { few } from '../../system/few.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { type AskedCluster, askServer } from '../ask-server.ts';
import { findHomes, type Home } from '../homes/find-homes.ts';
import { type Hold, listHolds } from '../homes/holds.ts';
import { listPods } from '../log-pods.ts';
import { signOfLife } from '../lost-node.ts';
import { listNodes, type NodeNow } from '../nodes.ts';

export interface DrainRequest {
  readonly node: string;
  /** Where its homes may go. @default - every other node that can have them */
  readonly to?: readonly string[] | undefined;
  /** Whether its homes come from their backups. */
  readonly isLost: boolean;
}

/** What a server says of a node that is to be emptied. */
export interface DrainLook {
  readonly server: Host;
  readonly nodes: readonly NodeNow[];
  readonly homes: readonly Home[];
  /** Other volumes on the node, of all namespaces. */
  readonly others: readonly LocatedVolume[];
  readonly holds: readonly Hold[];
  /** Users and named servers that run. */
  readonly running: readonly { readonly user: string; readonly server: string }[];
}

/**
 * Looks at a node and what is on it.
 *
 * @throws UserError if it cannot be emptied in this way
 */
export async function lookAtNode(cluster: AskedCluster, { node, isLost }: DrainRequest): Promise<DrainLook> {
  const { platform, signal } = cluster;
  const { namespace } = platform.hub;
  const look = await askServer(cluster, async (server) => {
    const found = await findHomes(server, { namespace, users: Object.keys(platform.users) }, signal);
    const pods = await listPods(server, { namespace, component: 'singleuser-server' }, signal);
    const others = [...found.others, ...found.elsewhere].filter((it) => it.node === node);
    const [nodes, holds] = [await listNodes(server, signal), await listHolds(server, namespace, signal)];
    return { server, nodes, homes: found.homes, others, holds, running: pods };
  });
  const now = look.nodes.find((it) => it.name === node);
  // Homes of a node that was removed may still be there.
  if (now === undefined && !(isLost && look.homes.some((it) => it.node === node))) {
    const names = look.nodes.map((it) => it.name);
    throw new UserError(`the cluster has no node ${node}`, { fix: `Its nodes: ${few(names, 10)}.`, exitCode: 2 });
  }
  if (isLost) await refuseLiving(cluster, node, now);
  else if (now?.isReady !== true) {
    throw new UserError(`the node ${node} is not ready`, {
      fix: `Start it, and run the same command again. If it is lost for good: \`npx hubwright node drain ${node} --lost\` takes its homes from their backups.`,
    });
  }
  return look;
}

/** @throws UserError unless neither Kubernetes nor this machine reaches the node */
export async function refuseLiving(cluster: AskedCluster, node: string, now: NodeNow | undefined): Promise<void> {
  const sign = await signOfLife(cluster, node, now);
  if (sign === 'ready') {
    throw new UserError(`${node} is not lost: Kubernetes says that it is ready`, {
      fix: `\`npx hubwright node drain ${node}\` moves its homes as they are now.`,
      exitCode: 2,
    });
  }
  if (sign === 'unknown') {
    throw new UserError(`${node} is not in platform.yaml, so whether it is off cannot be checked`, {
      fix: `Add it to \`cluster\`. If its machine is gone for good: \`npx hubwright down --node ${node} --forget\`, then run the same command again.`,
    });
  }
  if (sign === 'answers') {
    const host = cluster.hosts.find((it) => it.name === node);
    throw new UserError(`${node} (${host?.describe()}) still answers`, {
      fix: `Its servers may be writing to the homes. If k3s runs there again, \`npx hubwright node drain ${node}\` moves them as they are. Otherwise switch the machine off, and run the same command again.`,
    });
  }
}
