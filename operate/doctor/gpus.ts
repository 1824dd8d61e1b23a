import type { ClusterLook } from '../../cluster/cluster-look.ts';
import { type OfferedGpus, offeredGpusOf } from '../../cluster/offered-gpus.ts';
import { GPU_RESOURCE, pluginNodes } from '../../platform/gpus.ts';
import { names } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import { counted } from '../../system/counted.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type Check, checked } from './check.ts';

export const ABOUT_GPUS = { id: 'gpus', area: 'cluster', title: 'GPUs' } as const;

/** Whether the nodes offer the GPUs of the settings, and why not; no check where they have none. */
export function gpuCheck(platform: Platform, look: ClusterLook): Check[] {
  const nodes = offeredGpusOf(platform, look);
  if (nodes.length === 0) return [];
  const isOurs = pluginNodes(platform).length > 0;
  const short = nodes.flatMap((node) => offer(node, isOurs));
  const expected = nodes.reduce((sum, it) => sum + it.expected, 0);
  const offered = nodes.reduce((sum, it) => sum + it.offered, 0);
  return [checked(ABOUT_GPUS, [...runtimeClass(look), ...short], `${offered} of ${expected} offered to servers`)];
}

function runtimeClass({ gpus }: ClusterLook): ProblemAt[] {
  if (gpus === undefined || gpus.hasRuntimeClass) return [];
  const fix =
    'Take `runtimes` out of `cluster.disable`, or add the RuntimeClass `nvidia` in main.ts; then `npx hubwright up`.';
  const cost = 'no server with a GPU is made';
  return [{ severity: 'error', where: 'cluster', message: 'it has no RuntimeClass "nvidia"', cost, fix }];
}

function offer({ node, offered, expected, why }: OfferedGpus, isOurs: boolean): ProblemAt[] {
  if (offered === expected) return [];
  const message = `it offers ${offered} ${GPU_RESOURCE}, and the settings come to ${expected}${why === '' ? '' : `: ${why}`}`;
  const log = `\`k3s kubectl -n kube-system logs daemonset/${names.devicePlugin}\` on the first server`;
  const own = 'See the log of the plugin that you run, or set `gpus` to what it offers.';
  const fix = isOurs ? `Fix what is reported for it under "hosts". If nothing is, see ${log}.` : own;
  const cost =
    offered < expected
      ? `${counted(expected - offered, 'server')} with a GPU fewer at once than the settings count on; the others stay pending`
      : 'the settings allow fewer servers with a GPU than could run';
  return [{ severity: offered === 0 ? 'error' : 'warning', where: node, message, cost, fix }];
}
