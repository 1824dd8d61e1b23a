import { SHARED_MEMORY } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { kubernetesSize } from '../platform/quantities.ts';
import type { PodVolume } from './shared-folders.ts';

/** No shared folder, home or volume of the chart can be called so. */
const NAME = 'dev-shm';

/**
 * The shared memory of servers, which containerd otherwise makes with 64 MiB. The kubelet gives it the size that is set, or
 * the memory limit of the pod if that is smaller.
 *
 * Source: Kubernetes, `pkg/volume/emptydir`: `calculateEmptyDirMemorySize`.
 */
export function sharedMemory({ servers }: Platform): readonly PodVolume[] {
  if (servers.sharedMemory === undefined) return [];
  const emptyDir = { medium: 'Memory', sizeLimit: kubernetesSize(servers.sharedMemory) };
  return [{ volume: { name: NAME, emptyDir }, mount: { name: NAME, mountPath: SHARED_MEMORY, readOnly: false } }];
}
