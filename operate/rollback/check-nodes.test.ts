import { describe, expect, test } from '@jest/globals';
import { bareFacts, fakeHost } from '../../bootstrap/testing.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import { nodesOfCluster, requireParts } from './check-nodes.ts';
import type { LookedNode, RollbackNode } from './look-at-nodes.ts';

const DATABASE = '/storage/pvc-1_jupyterhub_hub-db-dir/jupyterhub.sqlite';
const HUB = { isHub: true, database: 'sqlite-pvc', namespace: 'jupyterhub' };

function looked(name: string, { hasK3s = true, lists = [] as readonly string[] } = {}): LookedNode {
  const [role, unit] = name.startsWith('s') ? (['server', 'k3s'] as const) : (['agent', 'k3s-agent'] as const);
  const units = new Map(hasK3s ? [[unit as string, { state: 'active', isEnabled: true }]] : []);
  const running = new Map(lists.map((it) => [it, 'v1.36.5+k3s1']));
  return {
    ...{ node: { name, role, unit } as K3sNode, host: fakeHost(name), facts: bareFacts(name, { units, running }) },
    ...{ snapshots: [], volumes: [] },
  };
}

function planned(
  name: string,
  more: Partial<NonNullable<RollbackNode['snapshot']>> = {},
  volumes: RollbackNode['volumes'] = [],
): RollbackNode {
  const { snapshots: _, ...node } = looked(name);
  const snapshot = { name: '000005-c5', time: 0, k3s: 'v1.36.5+k3s1', first: name === 's1', changed: [] };
  const state = { database: null, hasVolume: true, written: null, missing: [], ...more };
  return { ...node, volumes, snapshot: { ...snapshot, ...state } };
}

describe('the nodes of a rollback', () => {
  const known = { names: ['s1', 'a1', 'a2'], recorded: ['s1', 'a1'], isBegun: false };

  test('are those that have k3s', () => {
    const { nodes, without } = nodesOfCluster(
      [looked('s1', { lists: ['s1', 'a1'] }), looked('a1'), looked('a2', { hasK3s: false })],
      known,
    );
    expect([nodes.map((it) => it.node.name), without]).toEqual([['s1', 'a1'], ['a2']]);
  });

  test('are also those whose installer was cut off when it had left no unit, by a snapshot that the first server has too', () => {
    const snapshots = (name: string) => [planned('s1', { name }).snapshot].filter((it) => it !== undefined);
    const cutOff = { ...looked('a1', { hasK3s: false }), snapshots: snapshots('000005-c5') };
    const foreign = { ...looked('a2', { hasK3s: false }), snapshots: snapshots('000005-d6') };
    const first = { ...looked('s1'), snapshots: snapshots('000005-c5') };
    const { nodes, without } = nodesOfCluster([first, cutOff, foreign], known);
    expect([nodes.map((it) => it.node.name), without]).toEqual([['s1', 'a1'], ['a2']]);
  });

  test.each<[message: string, nodes: readonly LookedNode[], recorded: readonly string[]]>([
    ['a9 is a node of this cluster, and not in platform.yaml', [looked('s1')], ['s1', 'a9']],
    ['a8, a9 are nodes of this cluster, and not in platform.yaml', [looked('s1', { lists: ['a8', 's1'] })], ['a9']],
    ['s1, the first server, has no k3s', [looked('s1', { hasK3s: false }), looked('s2')], []],
  ])('%s', (message, nodes, recorded) => {
    expect(() => nodesOfCluster(nodes, { ...known, recorded })).toThrow(message);
  });

  test('once it has begun, Kubernetes may list nodes that were taken out since', () => {
    const nodes = [looked('s1', { lists: ['s1', 'a9'] })];
    expect(nodesOfCluster(nodes, { ...known, isBegun: true }).nodes).toHaveLength(1);
  });
});

describe("the node with the hub's database", () => {
  const nodes = [
    planned('s1'),
    planned('a1', { database: DATABASE, written: 1 }),
    planned('a2', { database: DATABASE, written: 2 }),
  ];

  test('is the one where it was written to last, not one with a volume that an earlier claim has left', () => {
    expect(requireParts(nodes, HUB)).toBe('a2');
    expect(requireParts([...nodes].reverse(), HUB)).toBe('a2');
  });

  test.each([
    ['the hub stays', { ...HUB, isHub: false }],
    ['it is not in a volume', { ...HUB, database: 'postgres' }],
  ])('is none if %s', (_, asked) => {
    expect(requireParts(nodes, asked)).toBeUndefined();
  });

  test('is none if there never was one', () => {
    expect(requireParts([planned('s1')], HUB)).toBeUndefined();
  });

  test('what is missing is named for all nodes before anything is changed', () => {
    const broken = [
      planned('s1', { missing: ['datastore/token'] }),
      planned('a1', { missing: ['k3s', 'units'], database: DATABASE, hasVolume: false }),
    ];
    expect(() => requireParts(broken, HUB)).toThrow(
      [
        'the rollback lacks what it would put back:',
        '  s1: its snapshot has no datastore/token',
        '  a1: its snapshot has no k3s',
        '  a1: its snapshot has no units',
        `  a1: the volume of the hub's database is gone: ${DATABASE}`,
      ].join('\n'),
    );
    const volume = { path: '/storage/x', namespace: 'jupyterhub', claim: 'hub-db-dir' };
    expect(() => requireParts([planned('s1', {}, [volume])], HUB)).toThrow(
      "no node has a copy of the hub's database, which the newer hub may have migrated",
    );
  });
});
