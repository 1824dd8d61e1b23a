import type { Host } from '../system/hosts/host.ts';
import { UserError } from '../system/user-error.ts';
import { askFirst } from './ask-first.ts';
import type { KnownCluster } from './doubt-of.ts';

/** Those of Kubernetes and of k3s. */
const SYSTEM = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** A namespace in which something runs beside the hub. */
export interface OtherNamespace {
  readonly name: string;
  readonly pods: number;
}

/**
 * The namespaces with pods of others than the hub and k3s: a cluster that was taken over may have run them long before.
 *
 * @returns none if no server says it
 */
export async function otherNamespaces(
  cluster: KnownCluster & { readonly servers: readonly Host[] },
  namespace: string,
): Promise<readonly OtherNamespace[]> {
  const own = new Set([...SYSTEM, namespace]);
  const columns = '-o=custom-columns=N:.metadata.namespace';
  const argv = ['k3s', 'kubectl', 'get', 'pods', '-A', '--no-headers', '--request-timeout=15s', columns];
  try {
    const { stdout } = await askFirst(cluster, (server) => server.run(argv, { sudo: true, signal: cluster.signal }));
    const pods = stdout.split('\n').filter((it) => it !== '' && !own.has(it));
    return [...new Set(pods)].sort().map((name) => ({ name, pods: pods.filter((it) => it === name).length }));
  } catch (error) {
    if (!(error instanceof UserError) || cluster.signal.aborted) throw error;
    return [];
  }
}
