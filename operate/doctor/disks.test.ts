import { expect, test } from '@jest/globals';
import type { NodeDisk } from '../../cluster/disk-headroom.ts';
import { diskProblems } from './disks.ts';

const GIB = 2 ** 30;
const disk = (
  mountPoint: string,
  free: number,
  holds: NodeDisk['holds'],
  level: NodeDisk['level'] = 'enough',
): NodeDisk => {
  return { mountPoint, holds, free: free * GIB, total: 100 * GIB, level, inodes: undefined };
};
const lines = (disks: readonly NodeDisk[] | undefined, hasDiskPressure = false) =>
  diskProblems({ name: 'a1', disks, hasDiskPressure }).map((it) => `${it.severity}: ${it.message} | ${it.cost}`);

test('disks with room, and those of a host that does not answer', () => {
  expect(lines([disk('/', 50, ['nodefs', 'imagefs', 'k3s', 'homes'])])).toEqual([]);
  expect(lines(undefined)).toEqual([]);
});

test('each disk is named with what it holds, and what that costs', () => {
  expect(
    lines([
      disk('/', 50, ['nodefs', 'k3s']),
      disk('/images', 12, ['imagefs'], 'low'),
      disk('/srv', 1, ['homes'], 'full'),
    ]),
  ).toEqual([
    'warning: 12.0 GiB (12 %) are free on /images, which holds images | below 15 % images are deleted and pulled again; below 5 % pods are evicted',
    'error: 1.0 GiB (1 %) are free on /srv, which holds homes | users cannot save their work once it is full',
  ]);
});

test('a disk that holds everything costs each thing once', () => {
  const [found] = lines([disk('/', 12, ['nodefs', 'imagefs', 'k3s', 'homes'], 'low')]);
  expect(found?.split(' | ')[1]).toBe(
    'below 5 % pods are evicted; below 15 % images are deleted and pulled again; k3s cannot write its state once it is full; users cannot save their work once it is full',
  );
});

test('a disk without inodes', () => {
  const inodes = { free: 10, total: 1000, level: 'full' } as const;
  expect(lines([{ ...disk('/', 50, ['nodefs']), inodes }])).toEqual([
    'error: 50.0 GiB (50 %) are free, and 10 of 1000 inodes (1 %) on /, which holds pods | below 5 % pods are evicted',
  ]);
});

test('DiskPressure is named with the disks that it may be about, unless one of them is', () => {
  const both = [disk('/', 20, ['nodefs']), disk('/images', 30, ['imagefs']), disk('/srv', 1, ['homes'])];
  expect(lines(both, true)).toEqual([
    'error: Kubernetes reports DiskPressure: its disks for pods and images are / (20.0 GiB (20 %)) and /images (30.0 GiB (30 %)) | no pod starts there, and pods are evicted',
  ]);
  expect(lines([disk('/', 1, ['nodefs'], 'full')], true)).toEqual([
    'error: 1.0 GiB (1 %) are free on /, which holds pods | below 5 % pods are evicted',
  ]);
});
