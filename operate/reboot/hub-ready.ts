import { isReady, PODS } from '../../cluster/pods.ts';
import { VITAL } from '../../cluster/why-down.ts';
import type { Host } from '../../system/hosts/host.ts';

/** What of the hub is not ready, as a sentence goes on; undefined if all of it is. */
export async function missingOfHub(server: Host, namespace: string, signal: AbortSignal): Promise<string | undefined> {
  const list = ['k3s', 'kubectl', 'get', 'pods', '-n', namespace, '-l', `component in (${VITAL.join(',')})`];
  const argv = [...list, '--request-timeout=15s', '-o', 'json'];
  const { exitCode, stdout } = await server.run(argv, { sudo: true, allow: [1], timeout: 60_000, signal });
  if (exitCode !== 0) return 'the Kubernetes API to answer';
  const ready = PODS.parse(JSON.parse(stdout)).items.flatMap(({ metadata, status }) =>
    isReady(status.conditions) ? [metadata.labels?.component] : [],
  );
  const missing = VITAL.filter((it) => !ready.includes(it));
  return missing.length === 0 ? undefined : `${missing.join(' and ')} to be ready`;
}
