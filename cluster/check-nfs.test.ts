import { expect, test } from '@jest/globals';
import { bareFacts } from '../bootstrap/testing.ts';
import { load } from '../settings/testing.ts';
import { formatProblem } from '../system/problem.ts';
import { checkNfs } from './check-nfs.ts';
import { k3sNodes } from './node-config.ts';

const SETTINGS = {
  cluster: {
    provider: 'ssh',
    servers: [{ name: 's1', address: '10.0.0.1', labels: { tier: 'hub' } }],
    agents: [{ name: 'a1', address: '10.0.0.2', labels: { tier: 'users' } }],
  },
  sizes: [{ name: 'only', cpu: { guarantee: 1 }, memory: { guarantee: '1Gi' }, nodeSelector: { tier: 'users' } }],
};
const NAS = { server: 'nas.example.com', path: '/export/homes' };
const DATA = { server: '10.0.0.9', path: '/data' };

function problems(storage: object, node = 'a1', hasNfs = false): string[] {
  const { platform } = load({ ...SETTINGS, storage });
  const found = k3sNodes(platform).find((it) => it.name === node);
  if (found === undefined) throw new Error(`There is no ${node}`);
  const candidate = { node: found, facts: bareFacts(node, { hasNfs }), claim: { state: 'free' } as const, bytes: 0 };
  return checkNfs(candidate, platform).map((it) => formatProblem({ where: node, ...it }));
}

const HOMES = { home: { nfs: NAS } };

test.each<[string, object, RegExp]>([
  ['homes', HOMES, /a1: it has no client of NFS.*: nas\.example\.com:\/export\/homes cannot.*`sudo apt-get install/s],
  ['a shared folder', { shared: [{ name: 'data', nfs: DATA }] }, /10\.0\.0\.9:\/data cannot be mounted/],
  [
    'both, one export twice',
    { ...HOMES, shared: ['a', 'b'].map((name) => ({ name, nfs: DATA })) },
    /start there: nas\.example\.com:\/export\/homes(,| and) 10\.0\.0\.9:\/data cannot/,
  ],
])('%s on NFS need its client', (_, storage, message) => {
  expect(problems(storage).join()).toMatch(message);
  expect(problems(storage, 'a1', true)).toEqual([]);
});

test.each<[string, object, string]>([
  ['homes on nodes', {}, 'a1'],
  ['a claim that is shared', { shared: [{ name: 'data', claim: 'data' }] }, 'a1'],
  ['a node on which no server starts', HOMES, 's1'],
])('%s needs none', (_, storage, node) => {
  expect(problems(storage, node)).toEqual([]);
});
