import { HostError } from '../system/hosts/host.ts';
import { type AskedCluster, doubtIn } from './ask-server.ts';
import type { NodeNow } from './nodes.ts';

/**
 * What speaks against taking a node for lost: Kubernetes says that it is ready, its machine answers this one, or nobody can tell,
 * as it is not in the settings. Undefined if nothing does.
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
  return doubtIn(cluster, host).then(
    () => 'answers' as const,
    (error) => {
      if (error instanceof HostError && (error.reason === 'unreachable' || error.reason === 'timeout'))
        return undefined;
      throw error;
    },
  );
}
