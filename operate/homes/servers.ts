import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { listPods } from '../log-pods.ts';

/** Milliseconds that a server gets to stop: its pod has half a minute by itself. */
const LIMIT = 3 * 60_000;

export interface HomeUser {
  readonly user: string;
  /** Named server. @default - the default one */
  readonly server?: string;
  /** The hub's. */
  readonly namespace: string;
}

/** Names of the pods that have a home: named servers have homes of their own. */
export async function podsOf(server: Host, whose: HomeUser, signal: AbortSignal): Promise<string[]> {
  const { user, server: named = '', namespace } = whose;
  const pods = await listPods(server, { namespace, component: 'singleuser-server' }, signal);
  return pods.filter((it) => it.user === user && it.server === named).map((it) => it.name);
}

/**
 * Stops a user's server as JupyterHub does, by deleting its pod, and waits until it is gone.
 *
 * @param isLost whether its node is lost, and cannot say when it is gone
 * @returns the pods that were stopped
 * @throws UserError if it does not stop
 */
export async function stopServers(
  server: Host,
  whose: HomeUser,
  signal: AbortSignal,
  { isLost = false } = {},
): Promise<readonly string[]> {
  const pods = await podsOf(server, whose, signal);
  const force = isLost ? ['--grace-period=0', '--force'] : [];
  for (const pod of pods) {
    const argv = ['k3s', 'kubectl', 'delete', 'pod', '--ignore-not-found', ...force, '-n', whose.namespace, pod];
    await server.run(argv, { sudo: true, timeout: LIMIT, signal }).catch((error) => {
      if (!(error instanceof HostError) || error.reason !== 'timeout') throw error;
      throw new UserError(`${pod} does not stop: it is still there after ${LIMIT / 60_000} minutes`, {
        fix: `The home is as it was. If its node is off, switch it on; \`kubectl -n ${whose.namespace} describe pod ${pod}\` shows what it waits for. Then run the same command again.`,
        cause: error,
      });
    });
  }
  return pods;
}
