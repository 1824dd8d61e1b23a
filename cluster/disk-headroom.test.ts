import { expect, test } from '@jest/globals';
import { describeDisk, disksOf, headroom, worstOf } from './disk-headroom.ts';

const GIB = 2 ** 30;

test.each([
  [100, 16, 'enough'],
  [100, 14.9, 'low'],
  [40, 9.9, 'low'],
  [100, 5, 'low'],
  [100, 4.9, 'full'],
  [400, 19, 'full'],
] as const)('of %i GiB %d are free: %s', (total, free, level) => {
  expect(headroom({ total: total * GIB, free: free * GIB }).level).toBe(level);
});

test('a disk as it is printed', () => {
  expect(describeDisk({ total: 100 * GIB, free: 80.46 * GIB })).toBe('80.5 GiB (80 %)');
});

const mount = (mountPoint: string, free: number, freeInodes?: number) => ({
  ...{ mountPoint, total: 100 * GIB, free: free * GIB, kind: 'ext4', options: ['rw'] },
  inodes: freeInodes === undefined ? undefined : { total: 1000, free: freeInodes },
});
const disks = (...mounts: [folder: string, ReturnType<typeof mount>][]) =>
  disksOf({ mounts: new Map(mounts) }).map((it) => `${it.mountPoint} ${it.holds.join('+')} ${worstOf(it)}`);

test('a node has each of its disks once, with all that it holds', () => {
  const root = mount('/', 50, 900);
  expect(disks(['/var/lib/kubelet', root], ['/var/lib/rancher/k3s', root], ['/tmp', mount('/tmp', 1)])).toEqual([
    '/ nodefs+k3s enough',
  ]);
  expect(
    disks(
      ['/var/lib/kubelet', root],
      ['/var/lib/rancher/k3s/agent/containerd', mount('/images', 10)],
      ['/var/lib/rancher/k3s', root],
      ['/var/lib/rancher/k3s/storage', mount('/srv/homes', 1)],
    ),
  ).toEqual(['/ nodefs+k3s enough', '/images imagefs low', '/srv/homes homes full']);
});

test.each([
  [150, 'enough'],
  [149, 'low'],
  [49, 'full'],
])('%i of 1000 inodes are free: %s', (free, level) => {
  expect(disks(['/var/lib/kubelet', mount('/', 50, free)])).toEqual([`/ nodefs ${level}`]);
});

test.each([
  [10_000, 490, 'enough'],
  [10_000, 49, 'low'],
  [10_000, 10, 'low'],
  [10_000, 9, 'full'],
  [100, 14, 'low'],
  [100, 16, 'enough'],
  [40, 9, 'enough'],
  [100, 4, 'full'],
])('of %i GiB that hold only homes %d are free: %s', (total, free, level) => {
  const homes = { ...mount('/srv/homes', free), total: total * GIB };
  expect(disks(['/var/lib/rancher/k3s/storage', homes])).toEqual([`/srv/homes homes ${level}`]);
  // With anything that the kubelet watches beside them it is the share that counts.
  expect(disks(['/var/lib/kubelet', homes], ['/var/lib/rancher/k3s/storage', homes])).toEqual([
    `/srv/homes nodefs+homes ${headroom(homes).level}`,
  ]);
});
