import { expect, test } from '@jest/globals';
import { bareFacts, LOOK } from '../bootstrap/testing.ts';
import type { Holding } from '../cluster/disk-headroom.ts';
import type { FoundMount } from '../cluster/probe-answers.ts';
import { LOCAL_STORAGE } from '../cluster/volumes.ts';
import { load } from '../settings/testing.ts';
import { statusOf } from './status.ts';
import { statusTable } from './status-table.ts';

const { platform } = load({ cluster: { provider: 'local', name: 'test' } });
const GIB = 2 ** 30;

/** A file system with so many GiB, and so many of 1000 inodes free. */
function mount(mountPoint: string, free: number, { total = 100, inodes = 900 } = {}): FoundMount {
  const rest = { kind: 'ext4', options: ['rw'], inodes: { total: 1000, free: inodes } };
  return { mountPoint, total: total * GIB, free: free * GIB, ...rest };
}

/** A cluster of one node with these file systems. */
function status(mounts: Readonly<Record<Holding, FoundMount>>, { hasDiskPressure = false } = {}) {
  const byPath = new Map([
    ['/var/lib/kubelet', mounts.nodefs],
    ['/var/lib/rancher/k3s/agent/containerd', mounts.imagefs],
    ['/var/lib/rancher/k3s', mounts.k3s],
    [LOCAL_STORAGE, mounts.homes],
  ]);
  const facts = new Map([['test', bareFacts('10.0.0.1', { disk: mounts.nodefs, mounts: byPath })]]);
  const nodes = LOOK.nodes?.map((it) => ({ ...it, hasDiskPressure }));
  return statusOf({ platform, facts, look: { ...LOOK, nodes }, manifests: new Map() });
}

test.each<[readonly Holding[], { free: number; total: number }, string]>([
  [['nodefs', 'imagefs', 'k3s', 'homes'], { free: 12, total: 100 }, '12.0 GiB (12 %), low: unused images are deleted'],
  // Little in bytes, much in share: nobody deletes anything yet.
  [['imagefs', 'k3s', 'homes'], { free: 4.5, total: 11 }, '4.5 GiB (40 %), low'],
  [['nodefs'], { free: 25, total: 250 }, '25.0 GiB (10 %), low'],
  [['nodefs'], { free: 4, total: 250 }, '4.0 GiB (1 %), full: pods are evicted'],
  [['k3s', 'homes'], { free: 4, total: 250 }, '4.0 GiB (1 %), full'],
])('a disk with %j, of which %j is free', (holds, { free, total }, text) => {
  const of = (name: Holding) => (holds.includes(name) ? mount('/a', free, { total }) : mount('/b', 80));
  const found = status({ nodefs: of('nodefs'), imagefs: of('imagefs'), k3s: of('k3s'), homes: of('homes') });
  const row = statusTable(found).split('\n')[1] ?? '';
  expect(row.split(/; | {2,}/).map((it) => it.replace(/^[a-z0-9+]+ (?=\d)/, ''))).toContain(text);
});

test('disks are told apart, and a full one, or one that the kubelet reports, makes a cluster ill', () => {
  const found = (homes: FoundMount, hasDiskPressure = false) => {
    const root = mount('/', 80);
    return status({ nodefs: root, imagefs: root, k3s: root, homes }, { hasDiskPressure });
  };
  const disks = 'nodefs+imagefs+k3s 80.0 GiB (80 %); homes ';
  expect(statusTable(found(mount('/', 80)))).toContain('  80.0 GiB (80 %)\n');
  expect(statusTable(found(mount('/srv', 50)))).toContain(`${disks}50.0 GiB (50 %)\n`);
  expect(statusTable(found(mount('/srv', 4)))).toContain(`${disks}4.0 GiB (4 %), full\n`);
  expect(statusTable(found(mount('/srv', 50, { inodes: 10 })))).toContain(`${disks}50.0 GiB (50 %), 10 inodes\n`);
  expect(statusTable(found(mount('/', 80), true))).toContain('80.0 GiB (80 %); DiskPressure\n');
  const ill = [mount('/srv', 4), mount('/srv', 50, { inodes: 10 })].map((it) => found(it).isHealthy);
  expect([found(mount('/srv', 50)).isHealthy, ...ill, found(mount('/', 80), true).isHealthy]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
