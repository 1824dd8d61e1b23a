import { expect, test } from '@jest/globals';
import { bareFacts } from '../bootstrap/testing.ts';
import { load } from '../settings/testing.ts';
import { formatProblem } from '../system/problem.ts';
import { checkHomeLimits } from './check-home-limits.ts';
import { k3sNodes } from './node-config.ts';
import type { HostFacts } from './probe.ts';
import { LOCAL_STORAGE } from './volumes.ts';

const SETTINGS = {
  cluster: {
    provider: 'ssh',
    servers: [{ name: 's1', address: '10.0.0.1', labels: { tier: 'hub' } }],
    agents: [{ name: 'a1', address: '10.0.0.2', labels: { tier: 'users' } }],
  },
  sizes: [{ name: 'only', cpu: { guarantee: 1 }, memory: { guarantee: '1Gi' }, nodeSelector: { tier: 'users' } }],
};

function problems(limit: string, node: string, facts: Partial<HostFacts>): string[] {
  const { platform } = load({ ...SETTINGS, storage: { home: { limit } } });
  const found = k3sNodes(platform).find((it) => it.name === node);
  if (found === undefined) throw new Error(`There is no ${node}`);
  const candidate = { node: found, facts: bareFacts(node, facts), claim: { state: 'free' } as const, bytes: 0 };
  return checkHomeLimits(candidate, platform).map((it) => formatProblem({ where: node, ...it }));
}

const on = (kind: string, mountPoint: string, ...options: string[]): Partial<HostFacts> => ({
  mounts: new Map([
    [LOCAL_STORAGE, { total: 1, free: 1, inodes: undefined, kind, mountPoint, options: ['rw', ...options] }],
  ]),
});

test.each<[string, Partial<HostFacts>, RegExp | undefined]>([
  ['XFS with quotas', on('xfs', '/data', 'prjquota'), undefined],
  ['ext4 with quotas', on('ext4', '/data', 'prjquota'), undefined],
  ['a VM that does not exist yet', { mounts: new Map() }, undefined],
  [
    'XFS without',
    on('xfs', '/data', 'noquota'),
    /a1: its homes can have no quotas: \/var\S+ is on xfs, mounted at \/data without `prjquota`.*Add `prjquota` to the options of \/data in \/etc\/fstab.*Or set `storage\.home\.limit` to `enforce`/s,
  ],
  ['a root on XFS', on('xfs', '/'), /Add `rootflags=prjquota` to its kernel command line and restart it/],
  ['ext4 without', on('ext4', '/data'), /Unmount \/data, run `tune2fs -O project,quota DEVICE`, add `prjquota`/],
  ['a root on ext4', on('ext4', '/'), /Put \/var\S+ on a disk of its own: docs\/home-sizes\.md/],
  ['a file system without any', on('btrfs', '/'), /is on btrfs, mounted at \/\n.*on a disk with XFS or ext4/s],
  ['no Python', { ...on('xfs', '/', 'prjquota'), hasPython: false }, /no python3 with the module ctypes/],
])('%s', (_, facts, message) => {
  const found = problems('hard', 'a1', facts);
  if (message === undefined) expect(found).toEqual([]);
  else expect(found.join()).toMatch(message);
  expect(problems('enforce', 'a1', facts)).toEqual([]);
});

test('a node on which no server starts needs none', () => {
  expect(problems('hard', 's1', on('ext4', '/'))).toEqual([]);
});
