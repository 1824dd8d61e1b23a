import type { Identity } from '../cluster/claim.ts';
import type { RecordedHost } from '../cluster/cluster-folder.ts';
import { doubtOf } from '../cluster/doubt-of.ts';
import { k3sNodes } from '../cluster/node-config.ts';
import type { Platform } from '../platform/platform.ts';
import { type Host, HostError } from '../system/hosts/host.ts';
import { UserError } from '../system/user-error.ts';
import { LOG_COLUMNS, type LogOwner, type LogPod, parseLogPods, podOf, whyNoLog } from './log-pods.ts';

export interface LogsInput {
  readonly platform: Platform;
  readonly hosts: readonly Host[];
  readonly recorded: readonly RecordedHost[];
  readonly identity: Identity;
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
  readonly signal: AbortSignal;
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
    throw (error instanceof HostError && whyNoLog(pod, error.stderr)) || error;
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

/** The pods that may be meant, from the first server that is of this cluster and whose Kubernetes API answers. */
async function askPods(input: LogsInput): Promise<{ host: Host; pods: LogPod[] }> {
  const { platform, hosts, identity, owner, signal } = input;
  const servers = new Set(k3sNodes(platform).flatMap((it) => (it.role === 'server' ? it.name : [])));
  const component = typeof owner === 'string' ? owner : 'singleuser-server';
  const list = ['k3s', 'kubectl', 'get', 'pods', '-n', platform.hub.namespace, '-l', `component=${component}`];
  const reasons: string[] = [];
  for (const host of hosts.filter((it) => servers.has(it.name))) {
    try {
      const recorded = input.recorded.find((it) => it.name === host.name);
      const doubt = await doubtOf(host, { recorded, identity }, signal);
      if (doubt !== undefined) {
        reasons.push(`${host.name}: ${doubt}`);
        continue;
      }
      const { stdout } = await host.run([...list, '--no-headers', '-o', `custom-columns=${LOG_COLUMNS}`], {
        sudo: true,
        signal,
      });
      return { host, pods: parseLogPods(stdout) };
    } catch (error) {
      if (!(error instanceof HostError) || error.reason === 'aborted') throw error;
      const said = error.reason === 'exit' ? `: ${error.printed.at(-1) ?? ''}` : '';
      reasons.push(`${host.name} (${host.describe()}): ${error.what}${said}`);
    }
  }
  throw new UserError(`no server of the cluster answers\n${reasons.map((it) => `  ${it}`).join('\n')}`, {
    fix: '`npx hubwright doctor` shows what is wrong with each host.',
  });
}
