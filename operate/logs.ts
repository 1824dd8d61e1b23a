import { holdUpOf } from '../cluster/pod-events.ts';
import { type Host, HostError } from '../system/hosts/host.ts';
import { type AskedCluster, askServer } from './ask-server.ts';
import { hasNotBegun, type LogOwner, type LogPod, listPods, podOf, whyNoLog } from './log-pods.ts';

export interface LogsInput extends AskedCluster {
  readonly owner: LogOwner;
  /** Whether to go on with what is printed from now on. */
  readonly follow: boolean;
  /** Whether the run before the last restart is meant. */
  readonly previous: boolean;
  /** Nothing older, in seconds. */
  readonly since?: number | undefined;
  /** The last so many lines. @default - all */
  readonly tail?: number | undefined;
  readonly show: (text: string) => void;
}

/** By the chart's and KubeSpawner's own names. */
const CONTAINERS = { hub: 'hub', proxy: 'chp', server: 'notebook' } as const;
/** Milliseconds after which nobody watches any more. */
const WEEK = 7 * 24 * 3_600_000;

/** Shows the logs of a pod, asked from the first server of the cluster that answers. */
export async function showLogs(input: LogsInput): Promise<void> {
  const { platform, owner, follow, previous, since, tail, show, signal } = input;
  const { namespace } = platform.hub;
  const { host, pods } = await askPods(input);
  const pod = podOf(owner, pods, namespace);
  const container = CONTAINERS[typeof owner === 'string' ? owner : 'server'];
  const argv = [
    ...['k3s', 'kubectl', 'logs', '-n', namespace, pod.name, '-c', container],
    ...(follow ? ['--follow'] : []),
    ...(previous ? ['--previous'] : []),
    ...(since === undefined ? [] : [`--since=${since}s`]),
    ...(tail === undefined ? [] : [`--tail=${tail}`]),
  ];
  const onLine = (line: string, stream?: 'stdout' | 'stderr') => stream !== 'stderr' && show(line);
  const limit = follow ? { timeout: WEEK, onLine } : { timeout: 300_000 };
  try {
    const ended = host.run(argv, { sudo: true, signal, ...limit });
    const { stdout } = await (follow ? Promise.race([ended, interruption(host, argv, signal)]) : ended);
    if (!follow && stdout !== '') show(stdout);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const heldUp = hasNotBegun(error.stderr) ? await holdUpOf(host, { namespace, pod: pod.name }, signal) : '';
    throw whyNoLog(pod, error.stderr, heldUp) ?? error;
  }
}

/**
 * Fails as soon as it is interrupted. On this very machine kubectl outlives the shell that is ended, and holds its output
 * open until it has something to print and nobody reads it.
 */
function interruption(host: Host, argv: readonly string[], signal: AbortSignal): Promise<never> {
  return new Promise((_, fail) => {
    const end = () => fail(new HostError(host, { reason: 'aborted', argv }));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** The pods that may be meant, and the server that told of them. */
async function askPods(input: LogsInput): Promise<{ host: Host; pods: LogPod[] }> {
  const { platform, owner, signal } = input;
  const component = typeof owner === 'string' ? owner : 'singleuser-server';
  const { namespace } = platform.hub;
  return askServer(input, async (host) => ({ host, pods: await listPods(host, { namespace, component }, signal) }));
}
