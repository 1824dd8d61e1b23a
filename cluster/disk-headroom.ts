import { inGib } from '../system/bytes.ts';
import type { HostFacts } from './probe.ts';
import type { FoundMount } from './probe-answers.ts';

/** How much of a disk is left. */
export interface DiskHeadroom {
  /** Bytes. */
  readonly free: number;
  /** Bytes. */
  readonly total: number;
  /** `low`: the kubelet deletes images, or soon will, or little is left in bytes; `full`: it ends pods. */
  readonly level: 'enough' | 'low' | 'full';
}

/** Below this share the kubelet deletes images that no pod uses: its `imageGCHighThresholdPercent` is 85. */
const LOW_SHARE = 0.15;
/** Less than a few images take, however large the disk is. */
const LOW_BYTES = 10 * 2 ** 30;
/**
 * Below this share the kubelet ends pods. k3s sets 5 % for `imagefs.available` and `nodefs.available`, where Kubernetes
 * alone has 15 % and 10 %, and sets nothing for inodes, where Kubernetes has 5 %: without any nothing can be written all the same.
 *
 * Source: k3s-io/k3s, `pkg/daemons/agent`, `EvictionHard`.
 */
const FULL_SHARE = 0.05;

/** Of a disk that the kubelet does not watch a share says little: 5 % of 10 TB hold many homes. Bytes. */
const HOMES_BYTES = { low: 50 * 2 ** 30, full: 10 * 2 ** 30 } as const;

/** Checks a disk by the limits at which the kubelet itself begins to act. */
export function headroom({ free, total }: HostFacts['disk']): DiskHeadroom {
  const level = levelOf({ free, total });
  return { free, total, level: level === 'enough' && free < LOW_BYTES ? 'low' : level };
}

function levelOf({ free, total }: HostFacts['disk']): DiskHeadroom['level'] {
  const share = total > 0 ? free / total : 0;
  return share < FULL_SHARE ? 'full' : share < LOW_SHARE ? 'low' : 'enough';
}

/** Whether the kubelet deletes images of a disk that holds them, if no pod uses them. */
export function losesImages(disk: HostFacts['disk']): boolean {
  return levelOf(disk) !== 'enough';
}

/** Checks a disk that holds nothing but homes: it is short of room when little is left, in share and in bytes. */
function homesHeadroom({ total, free }: HostFacts['disk']): DiskHeadroom {
  const byShare = levelOf({ total, free });
  const isFull = byShare === 'full' && free < HOMES_BYTES.full;
  const isLow = byShare !== 'enough' && free < HOMES_BYTES.low;
  return { total, free, level: isFull ? 'full' : isLow ? 'low' : 'enough' };
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

/** What the disks of a node hold, in Kubernetes' words, and what is worth knowing besides. */
const HOLDINGS = {
  nodefs: '/var/lib/kubelet',
  imagefs: '/var/lib/rancher/k3s/agent/containerd',
  k3s: '/var/lib/rancher/k3s',
  homes: '/var/lib/rancher/k3s/storage',
} as const;
export type Holding = keyof typeof HOLDINGS;

/** A file system of a node. */
export interface NodeDisk extends DiskHeadroom {
  readonly mountPoint: string;
  /** `nodefs`: pods and their logs; `imagefs`: images and containers; `k3s`: its own data; `homes`: volumes of local storage. */
  readonly holds: readonly Holding[];
  /** Files and folders that it can hold; undefined where there is no limit. */
  readonly inodes: DiskHeadroom | undefined;
}

/** The file systems of a node that matter to it, each once. Pure. */
export function disksOf({ mounts }: Pick<HostFacts, 'mounts'>): NodeDisk[] {
  const names = Object.keys(HOLDINGS) as Holding[];
  const byPlace = new Map<string, { readonly mount: FoundMount; readonly holds: Holding[] }>();
  for (const name of names) {
    const mount = mounts.get(HOLDINGS[name]);
    if (mount === undefined) continue;
    const known = byPlace.get(mount.mountPoint);
    if (known === undefined) byPlace.set(mount.mountPoint, { mount, holds: [name] });
    else known.holds.push(name);
  }
  return [...byPlace.values()].map(({ mount, holds }) => {
    const { inodes, mountPoint } = mount;
    const left = holds.every((it) => it === 'homes') ? homesHeadroom(mount) : headroom(mount);
    return { ...left, mountPoint, holds, inodes: inodes && { ...inodes, level: levelOf(inodes) } };
  });
}

/** The worse of what is left of a disk: bytes, or inodes. */
export function worstOf({ level, inodes }: NodeDisk): DiskHeadroom['level'] {
  const levels = [level, inodes?.level];
  return levels.includes('full') ? 'full' : levels.includes('low') ? 'low' : 'enough';
}
