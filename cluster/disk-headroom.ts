import { inGib } from '../system/bytes.ts';
import type { HostFacts } from './probe.ts';

/** How much of a disk is left. */
export interface DiskHeadroom {
  /** Bytes. */
  readonly free: number;
  /** Bytes. */
  readonly total: number;
  /** `low`: the kubelet deletes images, or soon will; `full`: it ends pods. */
  readonly level: 'enough' | 'low' | 'full';
}

/** Below this share the kubelet deletes images that no pod uses: its `imageGCHighThresholdPercent` is 85. */
const LOW_SHARE = 0.15;
/** Less than a few images take, however large the disk is. */
const LOW_BYTES = 10 * 2 ** 30;
/**
 * Below this share the kubelet ends pods. k3s sets 5 % for `imagefs.available` and `nodefs.available`, where Kubernetes
 * alone has 15 % and 10 %.
 *
 * Source: k3s-io/k3s, `pkg/daemons/agent`, `EvictionHard`.
 */
const FULL_SHARE = 0.05;

/** Checks a disk by the limits at which the kubelet itself begins to act. */
export function headroom({ free, total }: HostFacts['disk']): DiskHeadroom {
  const share = total > 0 ? free / total : 0;
  const level = share < FULL_SHARE ? 'full' : share < LOW_SHARE || free < LOW_BYTES ? 'low' : 'enough';
  return { free, total, level };
}

/** Bytes that a disk can take before the kubelet ends pods; below 0 if it does already. */
export function roomOn({ free, total }: HostFacts['disk']): number {
  return Math.floor(free - FULL_SHARE * total);
}

/** A disk as a person reads it: `81.0 GiB (76 %)`. */
export function describeDisk({ free, total }: Pick<DiskHeadroom, 'free' | 'total'>): string {
  const percent = total > 0 ? Math.floor((100 * free) / total) : 0;
  return `${inGib(free)} (${percent} %)`;
}
