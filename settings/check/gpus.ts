import { fitOf, mayBeRefused, reservedIn } from '../../platform/capacity.ts';
import { gpuNodes, replicasOf } from '../../platform/gpus.ts';
import type { Node } from '../../platform/nodes.ts';
import type { ServerSize } from '../../platform/schema/choices.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { SettingsProblem } from '../../system/problem.ts';

/** What is wrong with the GPUs of nodes and sizes, apart from capacity. */
export function checkGpus(settings: Settings): SettingsProblem[] {
  return [...checkSharing(settings), ...checkRuntime(settings), ...checkShares(settings)];
}

/** What to write where a size with GPUs can never start. */
export function gpuFix(size: ServerSize, nodes: readonly Node[]): string {
  if (nodes.every((it) => it.gpus === 0)) return 'set `gpus` of the nodes that have GPUs, or remove it from the size';
  const isShared = size.gpus > 1 && nodes.some((it) => replicasOf(it) > 1);
  return isShared
    ? 'set gpus to 1, since a server gets one share of a shared GPU, or remove gpuSharing from a node with enough GPUs'
    : 'make the size smaller, give a node more, or let the size run on nodes with GPUs through its nodeSelector and tolerations';
}

function checkSharing({ cluster }: Settings): SettingsProblem[] {
  const shared = cluster.nodes.filter((it) => it.gpuSharing !== undefined);
  return shared.flatMap((node): SettingsProblem[] => {
    const path = [...node.path, 'gpuSharing'];
    if (node.gpus === 0) {
      const message = `"${node.name}" has no GPUs to share`;
      return [{ path, message, fix: 'set `gpus` next to it, or remove it' }];
    }
    if (cluster.gpuPlugin) return [];
    const message = 'GPUs are shared by the device plugin, but cluster.gpuPlugin is false';
    const fix =
      'remove it, configure sharing in your own plugin, and set `gpus` to the number of `nvidia.com/gpu` that it offers';
    return [{ path, message, fix }];
  });
}

function checkRuntime({ cluster }: Settings): SettingsProblem[] {
  const runtimes = cluster.disable.indexOf('runtimes');
  if (runtimes < 0 || !gpuNodes({ cluster }).some((it) => it.hasUsableGpus)) return [];
  return [
    {
      path: ['cluster', 'disable', runtimes],
      severity: 'warning',
      message: 'it provides the RuntimeClass "nvidia", without which no server with a GPU starts',
      fix: 'remove it, or add that RuntimeClass in main.ts',
    },
  ];
}

/** A size with several GPUs may land on a node that shares them, whose plugin refuses it: its servers sometimes fail. */
function checkShares(settings: Settings): SettingsProblem[] {
  const { nodes } = settings.cluster;
  return settings.sizes.flatMap((size, i): SettingsProblem[] => {
    const refusing = nodes.filter((it) => mayBeRefused(size, it)).map((it) => it.name);
    // Where no node takes it, that is reported instead.
    if (refusing.length === 0 || fitOf(size, nodes, reservedIn(settings)).obstacle !== undefined) return [];
    const message = `size "${size.name}" may be put on ${refusing.join(', ')}, which shares GPUs and gives a server one share, not ${size.gpus}`;
    const fix = 'set gpus to 1, or keep it away: label the nodes that do not share, and use that label in nodeSelector';
    return [{ path: ['sizes', i, 'gpus'], message, fix }];
  });
}
