import { askClaim } from '../cluster/doubt-of.ts';
import { HostError } from '../system/hosts/host.ts';
import type { AskedCluster } from './ask-server.ts';
import type { NodeNow } from './nodes.ts';

/**
 * What speaks against taking a node for lost: Kubernetes says that it is ready, its machine answers this one, however slowly, or nobody can tell,
 * as it is not in the settings. Undefined if nothing does, also where another machine has taken its place.
 *
 * @param now undefined if Kubernetes does not have it
 */
export async function signOfLife(
  cluster: AskedCluster,
  node: string,
  now: NodeNow | undefined,
): Promise<'ready' | 'answers' | 'unknown' | undefined> {
  if (now?.isReady) return 'ready';
  const host = cluster.hosts.find((it) => it.name === node);
  if (host === undefined) return now === undefined ? undefined : 'unknown';
  const { identity, recorded, signal } = cluster;
  return askClaim(host, { identity, recorded: recorded.find((it) => it.name === node) }, signal).then(
    (claim) => ('isOtherMachine' in claim && claim.isOtherMachine ? undefined : ('answers' as const)),
    (error) => {
      if (!(error instanceof HostError)) throw error;
      if (error.reason === 'unreachable') return undefined;
      // It has taken the question, and is too slow to answer: a busy disk, for example.
      if (error.reason === 'timeout' || error.reason === 'cut') return 'answers' as const;
      throw error;
    },
  );
}
