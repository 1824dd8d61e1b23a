import { clusterFolder, readHosts, readId } from '../../cluster/cluster-folder.ts';
import { probe } from '../../cluster/probe.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordedHosts } from '../../providers/hosts.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';

/** Milliseconds for all of it: those that are lost do not answer. */
const LIMIT = 30_000;

/**
 * Makes sure that none of the servers that were recorded here, and that are no hosts of the settings any more, still runs the
 * cluster. Changes nothing. Hosts that do not answer are taken for lost.
 *
 * @throws UserError if one runs it: it would be the same cluster twice
 */
export async function refuseRunningServers(
  { cluster }: Pick<Platform, 'cluster'>,
  { directory, signal }: { readonly directory: string; readonly signal: AbortSignal },
): Promise<void> {
  const folder = clusterFolder(directory, cluster.name);
  const id = readId(folder);
  const addresses = new Set(cluster.nodes.map((it) => it.reach.address ?? it.name));
  const old = readHosts(folder).filter((it) => it.role === 'server' && !addresses.has(it.address ?? it.name));
  const hosts = await recordedHosts(old, { cluster: cluster.name, directory });
  try {
    const running = await Promise.all(hosts.map((it) => isRunning(it, id, signal)));
    const alive = hosts.filter((_, i) => running[i]);
    if (alive.length === 0) return;
    const names = alive.map((it) => `${it.name} (${it.describe()})`).join(', ');
    throw new UserError(`the cluster ${cluster.name} still runs on ${names}: restored, it would be there twice`, {
      fix: 'To bring back a home: `npx hubwright restore --home USER`. To practise on other hosts, or to move: docs/restore-cluster.md. If it is to go for good, switch these off. Nothing was changed.',
    });
  } finally {
    await Promise.all(hosts.map((it) => it.close()));
  }
}

async function isRunning(host: Host, id: string | undefined, signal: AbortSignal): Promise<boolean> {
  try {
    const { mark, units } = await probe(host, {}, AbortSignal.any([signal, AbortSignal.timeout(LIMIT)]));
    return mark?.id === id && units.get('k3s')?.state === 'active';
  } catch (error) {
    if (!(error instanceof HostError) || signal.aborted) throw error;
    return false;
  }
}
