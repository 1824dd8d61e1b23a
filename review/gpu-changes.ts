import { gpuNodes } from '../platform/gpus.ts';
import type { Node } from '../platform/nodes.ts';
import type { Platform } from '../platform/platform.ts';
import { type Change, listed, matched } from './change.ts';

/** What happens to the GPUs of nodes that stay, and what offers them. */
export function gpuChanges(before: Platform, after: Platform): Omit<Change, 'topic'>[] {
  const [previous, current] = [before.cluster.gpuPlugin, after.cluster.gpuPlugin];
  const nodes = listed(gpuNodes(current ? after : before).map((it) => it.name));
  const plugin =
    previous === current || nodes === ''
      ? []
      : [
          current
            ? { text: `NVIDIA's device plugin is deployed on ${nodes}. Remove any other plugin first.`, caution: true }
            : {
                text: `NVIDIA's device plugin is removed from ${nodes}: servers with a GPU do not start until another plugin runs.`,
                caution: true,
              },
        ];
  return [...plugin, ...matched(gpuNodes(before), gpuNodes(after)).kept.flatMap(sharingChange)];
}

function sharingChange({ previous, current }: { previous: Node; current: Node }): Omit<Change, 'topic'>[] {
  const [old, now] = [sharing(previous), sharing(current)];
  if (old === now) return [];
  const text = `${current.name}: each GPU serves ${now} (was ${old}).`;
  if (previous.gpuSharing?.mps === undefined && current.gpuSharing?.mps === undefined) {
    return [{ text: `${text} The device plugin restarts; running servers keep their GPUs.` }];
  }
  return [
    {
      text: `${text} Starting or stopping MPS ends all work on its GPUs: stop its servers first.`,
      caution: true,
    },
  ];
}

function sharing({ gpuSharing }: Node): string {
  if (gpuSharing?.timeSlicing !== undefined) return `${gpuSharing.timeSlicing} servers in turn`;
  if (gpuSharing?.mps !== undefined) return `${gpuSharing.mps} servers at once through MPS`;
  return 'one server';
}
