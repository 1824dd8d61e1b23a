import type { Platform } from '../platform/platform.ts';
import { inGib } from '../system/bytes.ts';
import { error, type Problem, warning } from '../system/problem.ts';
import type { Candidate } from './preflight.ts';
import type { FoundMount } from './probe-answers.ts';

const MIB = 2 ** 20;
/** What is written to besides k3s's data, and how many bytes that takes where the release of k3s is not there yet. */
const NEEDED: Readonly<Record<string, number>> = {
  '/usr/local/bin': 120 * MIB,
  '/etc': 5 * MIB,
  // The installer downloads k3s there.
  '/tmp': 120 * MIB,
};
/** Folders from which programs are run: k3s itself, and what it unpacks. */
const RUN_FROM = ['/usr/local/bin', '/var/lib/rancher/k3s'];
/** The share of a file system below which the kubelet ends pods; see disk-headroom.ts. */
const EVICTION = 0.05;

/** What is wrong with the file systems that k3s and Hubwright write to, besides the room for k3s's data. */
export function checkFiles({ node, facts }: Candidate, { cluster }: Pick<Platform, 'cluster'>): Problem[] {
  const isRunning = facts.units.get(node.unit)?.state === 'active';
  if (isRunning) return pressure(facts.mounts.get('/var/lib/kubelet'), facts.mounts.get('/var/lib/rancher/k3s'));
  const isThere = facts.k3s === cluster.k3sVersion && facts.units.has(node.unit);
  const needed = (folder: string) =>
    isThere || (folder === '/tmp' && cluster.airgap !== undefined) ? 0 : (NEEDED[folder] ?? 0);
  const all = [...facts.mounts];
  const readOnly = all.filter(([, { options }]) => options.includes('ro')).map(([folder]) => folder);
  const noExec = all.filter(([folder, { options }]) => RUN_FROM.includes(folder) && options.includes('noexec'));
  const data = facts.mounts.get('/var/lib/rancher/k3s')?.mountPoint;
  return [
    ...(readOnly.length === 0
      ? []
      : [
          error(
            `its ${readOnly.join(', ')} cannot be written to`,
            'Mount it writable, `mount -o remount,rw PATH`. A system that keeps it read-only on purpose cannot be a node.',
          ),
        ]),
    ...noExec.map(([folder, { mountPoint }]) =>
      error(`no program can be run from ${folder}`, `Mount ${mountPoint} without \`noexec\`, in /etc/fstab as well.`),
    ),
    ...all
      .filter(
        ([folder, { free, mountPoint }]) => free < needed(folder) && mountPoint !== data && !readOnly.includes(folder),
      )
      .map(([folder, { free, mountPoint }]) =>
        error(
          `${mib(free)} are free for ${folder}, ${mib(needed(folder))} are needed`,
          `Free space on the file system that is mounted at ${mountPoint}.`,
        ),
      ),
    ...pressure(facts.mounts.get('/var/lib/kubelet'), facts.mounts.get('/var/lib/rancher/k3s')),
  ];
}

/** A file system of its own under the kubelet's folder: when it is full, pods are ended, however much room k3s itself has. */
function pressure(kubelet: FoundMount | undefined, data: FoundMount | undefined): Problem[] {
  if (kubelet === undefined || kubelet.mountPoint === data?.mountPoint || kubelet.free >= EVICTION * kubelet.total)
    return [];
  const message = `${inGib(kubelet.free)} of ${inGib(kubelet.total)} are free on ${kubelet.mountPoint}, which holds /var/lib/kubelet`;
  return [
    warning(
      message,
      `Free space on ${kubelet.mountPoint}.`,
      'Kubernetes evicts pods when a disk is more than 95 % full',
    ),
  ];
}

function mib(bytes: number): string {
  return `${Math.floor(bytes / MIB)} MiB`;
}
