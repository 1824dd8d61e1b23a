import { expect, test } from '@jest/globals';
import type { RestoreRecord } from '../../cluster/restore-record.ts';
import { load } from '../../settings/testing.ts';
import { type ClusterRequest, refuseEmptied, refuseOther } from './look.ts';

const INSTALLED = { units: new Map([['k3s', { state: 'inactive', isEnabled: true }]]) };
const EMPTY = { units: new Map() };

test('a restore that was given up elsewhere does not go on to an empty cluster', () => {
  refuseEmptied({ done: [] }, EMPTY);
  refuseEmptied({ done: ['datastore'] }, INSTALLED);
  refuseEmptied({ done: ['datastore'] }, undefined);
  expect(() => refuseEmptied({ done: ['datastore', 'corrected'] }, EMPTY)).toThrow(
    expect.objectContaining({
      message: 'the restore of this cluster has begun already, and what it had put on the hosts is gone',
      fix: 'To start over, run `npx hubwright down` first.',
    }),
  );
});

const { platform } = load({
  cluster: {
    provider: 'ssh',
    servers: [{ name: 's9', address: '10.0.0.9' }],
    agents: ['a1', 'a2'].map((name, i) => ({ name, address: `10.0.0.${i + 1}` })),
  },
});
const BEGUN: RestoreRecord = {
  ...{ version: 1, until: 7, nodes: { s1: 's9', a1: 'a1', a2: 'a2' }, kept: ['a1', 'a2'], done: [], left: [] },
};

test.each<[title: string, request: Partial<ClusterRequest>, isRefused: boolean]>([
  ['without options', {}, false],
  ['with those of before', { at: 7, nodes: new Map([['s1', 's9']]), keep: ['a2', 'a1'] }, false],
  ['with another time', { at: 8 }, true],
  ['with another node', { nodes: new Map([['s1', 'a1']]) }, true],
  ['with fewer agents that stay', { keep: ['a1'] }, true],
  ['with another agent that stays', { keep: ['a1', 'a3'] }, true],
])('a restore that has begun goes on %s', (_, request, isRefused) => {
  const go = () => refuseOther({ nodes: new Map(), keep: [], ...request }, BEGUN, platform);
  if (isRefused) expect(go).toThrow('a restore of this cluster has begun already, and is continued as it began');
  else expect(go).not.toThrow();
});
