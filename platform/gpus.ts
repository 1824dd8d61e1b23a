import type { Node } from './nodes.ts';
import type { Platform } from './platform.ts';

/** The resource by which Kubernetes counts NVIDIA's GPUs. */
export const GPU_RESOURCE = 'nvidia.com/gpu';

/** The RuntimeClass of k3s that gives a container its devices; without it, a GPU is reserved and cannot be seen. */
export const GPU_RUNTIME_CLASS = 'nvidia';

/** How many servers each GPU of the node takes at once. */
export function replicasOf({ gpuSharing }: Pick<Node, 'gpuSharing'>): number {
  return gpuSharing?.timeSlicing ?? gpuSharing?.mps ?? 1;
}

/** How many GPUs the node offers to Kubernetes: each once per server that can share it. */
export function offeredGpus(node: Pick<Node, 'gpus' | 'gpuSharing'>): number {
  return node.gpus * replicasOf(node);
}

/** The nodes that have GPUs, servers first. */
export function gpuNodes({ cluster }: Pick<Platform, 'cluster'>): readonly Node[] {
  return cluster.nodes.filter((it) => it.gpus > 0);
}

/** Those whose GPUs our device plugin offers. */
export function pluginNodes(platform: Pick<Platform, 'cluster'>): readonly Node[] {
  return platform.cluster.gpuPlugin ? gpuNodes(platform).filter((it) => it.hasUsableGpus) : [];
}
