import { type DiskHeadroom, describeDisk, type Holding, type NodeDisk, worstOf } from '../../cluster/disk-headroom.ts';
import type { ProblemAt } from '../../system/problem.ts';
import type { Status } from '../status.ts';

/** What a disk that runs full costs, by what it holds. */
const COSTS: Readonly<Record<Holding, readonly string[]>> = {
  nodefs: ['below 5 % pods are evicted'],
  imagefs: ['below 15 % images are deleted and pulled again', 'below 5 % pods are evicted'],
  k3s: ['k3s cannot write its state once it is full'],
  homes: ['users cannot save their work once it is full'],
};
const TITLES: Readonly<Record<Holding, string>> = { nodefs: 'pods', imagefs: 'images', k3s: 'k3s', homes: 'homes' };

/** What is wrong with the disks of a node, each by itself. */
export function diskProblems(node: Pick<Status['nodes'][number], 'name' | 'disks' | 'hasDiskPressure'>): ProblemAt[] {
  const { name, disks = [], hasDiskPressure } = node;
  const tight = disks.filter((it) => worstOf(it) !== 'enough');
  const problems = tight.map((disk): ProblemAt => {
    const { holds, mountPoint } = disk;
    return {
      severity: worstOf(disk) === 'full' ? 'error' : 'warning',
      where: name,
      message: `${leftOf(disk)} on ${mountPoint}, which holds ${holds.map((it) => TITLES[it]).join(', ')}`,
      cost: [...new Set(holds.flatMap((it) => COSTS[it]))].join('; '),
      fix: 'Make that disk larger, or delete what is not needed: docs/operate.md says where to look.',
    };
  });
  // The kubelet goes by what is left now and then: it keeps the condition for five minutes.
  if (!hasDiskPressure || tight.some((it) => isOfKubelet(it) && worstOf(it) === 'full')) return problems;
  const own = disks.filter(isOfKubelet).map((it) => `${it.mountPoint} (${describeDisk(it)})`);
  const message = `Kubernetes reports DiskPressure: its disks for pods and images are ${own.join(' and ') || 'unknown'}`;
  const cost = 'no pod starts there, and pods are evicted';
  return [
    ...problems,
    { severity: 'error', where: name, message, cost, fix: 'Free space there; it ends five minutes later.' },
  ];
}

const isOfKubelet = ({ holds }: NodeDisk) => holds.includes('nodefs') || holds.includes('imagefs');

function leftOf(disk: NodeDisk): string {
  const bytes = `${describeDisk(disk)} are free`;
  return disk.inodes === undefined || disk.inodes.level === 'enough' ? bytes : `${bytes}, and ${inodesOf(disk.inodes)}`;
}

function inodesOf({ free, total }: DiskHeadroom): string {
  return `${free} of ${total} inodes (${Math.floor((100 * free) / total)} %)`;
}
