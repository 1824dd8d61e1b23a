import { describe, expect, test } from '@jest/globals';
import { fitOf, reservedIn } from '../platform/capacity.ts';
import { nodesForHub } from '../platform/nodes-for-hub.ts';
import { complaints, load } from '../settings/testing.ts';
import { chartValues } from './chart-values.ts';

const host = (name: string, others: object = {}) => ({ name, address: name, cpus: 4, memory: '8Gi', ...others });
const taint = { key: 'control', value: 'yes', effect: 'NoSchedule' };
const servers = [host('s1', { taints: [taint] }), host('s2', { taints: [taint] }), host('s3')];
const agents = [host('a1'), host('a2', { labels: { disk: 'ssd' }, taints: [{ key: 'ssd', effect: 'NoExecute' }] })];
const cluster = { provider: 'ssh', servers, agents };
const platformOf = (hub: object) => load({ cluster, hub }, undefined, { env: { PG: 'secret' } }).platform;

const isOfLostNodes = ({ key = '' }: { key?: string }) => key.startsWith('node.kubernetes.io/');

/** What both pods get; the two are never apart. How long they wait for a lost node is left out. */
function placed(hub: object) {
  const values = chartValues(platformOf(hub));
  const placementOf = (pod: { tolerations?: readonly unknown[] } = {}) => {
    const { nodeSelector, tolerations, extraPodSpec } = pod as Record<string, { affinity?: object }>;
    const found = ((tolerations ?? []) as { key?: string }[]).filter((it) => !isOfLostNodes(it));
    return { nodeSelector, tolerations: found.length > 0 ? found : undefined, affinity: extraPodSpec?.affinity };
  };
  expect(placementOf(values.proxy?.chp)).toEqual(placementOf(values.hub));
  return { ...placementOf(values.hub), purpose: values.scheduling?.corePods?.nodeAffinity?.matchNodePurpose };
}

const OF_SERVERS = [
  { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' },
  { key: 'CriticalAddonsOnly', operator: 'Exists' },
];

describe('hub and proxy', () => {
  test('prefer the servers, whose taints they tolerate', () => {
    const { nodeSelector, tolerations, affinity, purpose } = placed({});
    expect(nodeSelector).toBeUndefined();
    expect(tolerations).toEqual([
      ...OF_SERVERS,
      { key: 'control', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
    ]);
    expect(purpose).toBe('ignore');
    // Required, it would keep a hub whose database lies on an agent from ever starting.
    expect(affinity).toEqual({
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            preference: {
              matchExpressions: [{ key: 'hub.jupyter.org/node-purpose', operator: 'In', values: ['core'] }],
            },
          },
          {
            weight: 50,
            preference: { matchExpressions: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }] },
          },
        ],
      },
    });
  });

  test('go anywhere, as the chart has it', () => {
    expect(placed({ placement: 'any' })).toEqual({
      nodeSelector: undefined,
      tolerations: undefined,
      affinity: undefined,
      purpose: undefined,
    });
  });

  test('go where labels say', () => {
    const { nodeSelector, tolerations } = placed({ placement: 'any', nodeSelector: { disk: 'ssd' } });
    expect(nodeSelector).toEqual({ disk: 'ssd' });
    expect(tolerations).toEqual([{ key: 'ssd', operator: 'Equal', value: '', effect: 'NoExecute' }]);
  });

  test('follow raw values about the purpose of nodes', () => {
    const raw = { scheduling: { corePods: { nodeAffinity: { matchNodePurpose: 'require' } } } };
    expect(placed({ values: raw })).toMatchObject({ affinity: undefined, purpose: 'require' });
  });
});

const POSTGRES = { type: 'postgresql', host: 'db.example.com', password: { env: 'PG' } };

test.each([
  ['a database on the disk of a node', {}, [true, false]],
  ['a database of its own class', { database: { type: 'sqlite', class: 'longhorn' } }, [true, true]],
  ['a database elsewhere', { database: POSTGRES }, [true, true]],
  ['nodes of choice', { placement: 'any', database: POSTGRES }, [true, true]],
])('with %s, what can run elsewhere does so a minute after its node is given up', (_, hub, expected) => {
  const values = chartValues(platformOf(hub));
  const waits = [values.proxy?.chp?.tolerations, values.hub?.tolerations].map((found = []) =>
    (found as { key?: string; tolerationSeconds?: number }[]).filter(isOfLostNodes).map((it) => it.tolerationSeconds),
  );
  expect(waits).toEqual(expected.map((moves) => (moves ? [60, 60] : [])));
});

test.each([
  ['NoSchedule', 'NoExecute', 1],
  ['NoSchedule', 'PreferNoSchedule', 0],
  ['NoSchedule', undefined, 0],
])('one node has to be free of taints, or k3s cannot even run Helm: %s and %s', (ofServer, ofAgent, count) => {
  const taints = (effect?: string) => (effect === undefined ? [] : [{ key: 'kept', effect }]);
  const found = complaints(() =>
    load({
      cluster: {
        provider: 'ssh',
        servers: [{ name: 's1', address: '10.0.0.1', taints: taints(ofServer) }],
        agents: [{ name: 'a1', address: '10.0.0.2', taints: taints(ofAgent) }],
      },
      sizes: [
        {
          ...{ name: 'any', title: 'Any', tolerations: [{ operator: 'Exists' }] },
          ...{ cpu: { guarantee: '100m' }, memory: { guarantee: '256Mi', limit: '512Mi' } },
        },
      ],
    }),
  );
  expect(found).toHaveLength(count);
  if (count > 0) expect(found[0]).toContain('cluster: every node has a taint, s1 (kept), a1 (kept): Helm, name resol');
});

test('labels that no node has', () => {
  expect(complaints(() => platformOf({ nodeSelector: { disk: 'nvme' } }))).toEqual([
    expect.stringContaining('hub.nodeSelector: the hub can never start: no node has the label disk=nvme; give a node'),
  ]);
});

test.each([
  [{}, 's1'],
  [{ placement: 'any' }, 's1'],
  [{ nodeSelector: { disk: 'ssd' } }, 'a2'],
  [{ nodeSelector: { 'kubernetes.io/hostname': 's3' } }, 's3'],
])('what the hub of %j reserves is counted on %s', (hub, name) => {
  const platform = platformOf({ ...hub, resources: { memory: { guarantee: '6Gi', limit: '6Gi' } } });
  const { nodes } = platform.cluster;
  expect(nodesForHub(platform.hub, nodes)[0]?.name).toBe(name);
  const [size] = platform.sizes;
  const alone = nodes.filter((it) => it.name === name).map((it) => ({ ...it, taints: [] }));
  const own = reservedIn(platform);
  const nothing = { ...own, hub: { ...own.hub, mebibytes: 0, millis: 0 } };
  const [reserved, free] = [own, nothing].map((it) => size && fitOf(size, alone, it).count);
  expect(reserved).toBeLessThan(free ?? 0);
});
