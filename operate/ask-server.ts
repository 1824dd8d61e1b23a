import { askFirst } from '../cluster/ask-first.ts';
import { doubtIn, type KnownCluster } from '../cluster/doubt-of.ts';
import { k3sNodes } from '../cluster/node-config.ts';
import type { Platform } from '../platform/platform.ts';
import { type Host, HostError } from '../system/hosts/host.ts';
import { UserError } from '../system/user-error.ts';

/** A cluster whose servers are asked. */
export interface AskedCluster extends KnownCluster {
  readonly platform: Platform;
  readonly hosts: readonly Host[];
}

/**
 * The host of a node, once it is known to be of this cluster.
 *
 * @param fix what to do if the settings do not have it
 * @throws UserError if it may be another's, or does not answer
 */
export async function hostOf(cluster: AskedCluster, node: string, fix: string): Promise<Host> {
  const host = cluster.hosts.find((it) => it.name === node);
  if (host === undefined) throw new UserError(`${node} is not in platform.yaml`, { fix });
  const doubt = await doubtIn(cluster, host);
  if (doubt !== undefined) throw new UserError(`${node} (${host.describe()}): ${doubt}; nothing was changed`);
  return host;
}

/** The same; undefined if it cannot be had. */
export async function hostIfThere(cluster: AskedCluster, node: string): Promise<Host | undefined> {
  return hostOf(cluster, node, '').catch((error) => {
    if (!(error instanceof UserError) || (error instanceof HostError && error.reason === 'aborted')) throw error;
    return undefined;
  });
}

/** The answer of the first server that is of this cluster and has one. */
export async function askServer<T>(cluster: AskedCluster, ask: (server: Host) => Promise<T>): Promise<T> {
  const names = new Set(k3sNodes(cluster.platform).flatMap((it) => (it.role === 'server' ? it.name : [])));
  return askFirst({ ...cluster, servers: cluster.hosts.filter((it) => names.has(it.name)) }, ask);
}
