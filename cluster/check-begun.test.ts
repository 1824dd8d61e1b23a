import { expect, test } from '@jest/globals';
import { bareFacts } from '../bootstrap/testing.ts';
import { load } from '../settings/testing.ts';
import { formatProblem } from '../system/problem.ts';
import type { Claim } from './claim.ts';
import { k3sNodes } from './node-config.ts';
import { type Candidate, problemsOfHosts } from './preflight.ts';

const FREE = { state: 'free' } as const;
const OURS = { state: 'ours' } as const;

test.each<[title: string, first: boolean, second: Partial<Candidate>, isRefused: boolean]>([
  ['and another server has the cluster', false, { claim: OURS }, true],
  ['and it has k3s itself', true, { claim: OURS }, false],
  ['and another server is of somebody else', false, { claim: FREE }, false],
])('a first server that is new, %s', (_, hasToken, more, isRefused) => {
  const server = (i: number) => ({ name: `s${i}`, address: `10.0.0.${i}` });
  const large = load({ cluster: { provider: 'ssh', servers: [1, 2, 3].map(server) } }).platform;
  const candidates = k3sNodes(large).map((node, i): Candidate => {
    const facts = bareFacts(`10.0.0.${i + 1}`, { hasToken: i === 0 ? hasToken : i === 1 });
    return { node, facts, claim: FREE, bytes: 0, ...(i === 1 ? more : {}) };
  });
  const found = problemsOfHosts(candidates, large).map(formatProblem);
  expect(found).toEqual(
    isRefused
      ? [
          'error: s1: it is the first server and has no k3s, while the cluster runs on s2\n' +
            '  List s2 first in platform.yaml: this one then joins it.',
        ]
      : [],
  );
});

test.each<[title: string, names: readonly string[], begun: readonly string[], said: string | undefined]>([
  ['of a cluster that never ran', ['s1'], [], undefined],
  ['that was recorded and never set up', ['s1'], ['s1'], undefined],
  [
    'that was set up, and is the only one',
    ['s1'],
    ['s1*'],
    'it was the first server of this cluster and has no k3s any',
  ],
  ['that was set up beside others', ['s1', 's2', 's3'], ['s1*', 's2*'], 'while the cluster is on s2:'],
  ['in place of the only one', ['s9'], ['s1*'], 'while the cluster is on s1:'],
  ['in place of all', ['s9', 's8', 's7'], ['s1*', 's2*', 's3*'], 'while the cluster is on s1, s2, s3:'],
  ['before one that is not asked', ['s9', 's2', 's3'], ['s2*', 's3*'], 'while the cluster is on s2, s3:'],
])('a first server without k3s %s', (_, names, begun, said) => {
  const servers = names.map((name, i) => ({ name, address: `10.0.0.${i + 1}` }));
  const agents = [{ name: 'a1', address: '10.0.0.9' }];
  const { platform } = load({ cluster: { provider: 'ssh', servers, agents } });
  const [node] = k3sNodes(platform);
  if (node === undefined) throw new Error('no node');
  const facts = bareFacts('10.0.0.1');
  const record = (text: string, role: 'server' | 'agent') => {
    const [name = '', isSetUp] = text.split('*');
    return { name, role, provider: 'ssh', ...(isSetUp === '' && { machineId: facts.machineId }) };
  };
  const found = problemsOfHosts([{ node, facts, claim: FREE, bytes: 0 }], platform, {
    begun: {
      recorded: [...begun.map((it) => record(it, 'server')), record('a1', 'agent'), record('gone', 'agent')],
      authorities: new Set(['ca']),
    },
  });
  expect(found.map((it) => it.message)).toEqual(said === undefined ? [] : [expect.stringContaining(said)]);
  if (said !== undefined) expect(found[0]?.fix).toContain('`npx hubwright restore --cluster --keep a1`');
});

test.each<[title: string, authority: string | undefined, claim: Claim, isRefused: boolean]>([
  ['of this cluster', 'ca', OURS, false],
  ['that never ran', undefined, OURS, false],
  ['that began anew with the token in its settings', 'new', OURS, true],
  ['of somebody else, which is said already', 'new', { state: 'foreign', why: 'theirs', fix: 'x' }, false],
])('k3s of a server %s', (_, authority, claim, isRefused) => {
  const { platform } = load({ cluster: { provider: 'ssh', servers: [{ name: 's1', address: '10.0.0.1' }] } });
  const [node] = k3sNodes(platform);
  if (node === undefined) throw new Error('no node');
  const facts = bareFacts('10.0.0.1', { hasToken: authority !== undefined, authority });
  const begun = { recorded: [], authorities: new Set(['ca']) };
  const found = problemsOfHosts([{ node, facts, claim, bytes: 0 }], platform, { begun }).map((it) => it.message);
  const message =
    'its k3s has another certificate authority than this cluster: it has begun anew, with an empty datastore';
  expect(found.includes(message)).toBe(isRefused);
});
