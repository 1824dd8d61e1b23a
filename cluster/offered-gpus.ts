import { gpuNodes, offeredGpus } from '../platform/gpus.ts';
import type { Platform } from '../platform/platform.ts';
import type { ClusterLook } from './cluster-look.ts';

/** What a node offers to servers of the GPUs that the settings give it, each as often as it is shared. */
export interface OfferedGpus {
  readonly node: string;
  readonly offered: number;
  readonly expected: number;
  /** What the pods that offer them say of why they do not run; empty where that is not known. */
  readonly why: string;
}

/** Of every node that has GPUs by the settings. */
export function offeredGpusOf(platform: Pick<Platform, 'cluster'>, { nodes = [], gpus }: ClusterLook): OfferedGpus[] {
  return gpuNodes(platform).map((node) => {
    const pods = gpus?.pods.filter((it) => it.node === node.name && it.problem !== '') ?? [];
    const offered = nodes.find((it) => it.name === node.name)?.gpus ?? 0;
    return { node: node.name, offered, expected: offeredGpus(node), why: pods[0]?.problem ?? '' };
  });
}
