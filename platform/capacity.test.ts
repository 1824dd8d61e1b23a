import { describe, expect, test } from '@jest/globals';
import { complaints, load } from '../settings/testing.ts';
import { describeCapacity } from './describe-capacity.ts';

const size = (name: string, cpu: string, memory: string, more: object = {}) => ({
  name,
  cpu: { guarantee: cpu },
  memory: { guarantee: memory },
  ...more,
});
const agents = (more: object) => ({
  provider: 'multipass',
  servers: { count: 1 },
  agents: { count: 2, cpus: 4, memory: '8Gi', ...more },
});

describe('the capacity', () => {
  test('is counted after the share of the system and of the hub', () => {
    const { platform } = load({
      cluster: agents({}),
      sizes: [size('small', '500m', '1Gi'), size('large', '2', '4Gi')],
    });
    // Server: 2 CPU, 4 GiB less 1.6 GiB and the hub; agents: 4 CPU, 8 GiB less 0.5 GiB each.
    expect(describeCapacity(platform)).toBe('capacity: 15 small, or 2 large servers at once');
  });

  test.each([
    ['sidecars', { cpu: { guarantee: '500m' } }, 7], // 1 CPU for each: 3 on every agent, and 1 beside the hub
    ['initContainers', { cpu: { guarantee: '500m' } }, 15],
    ['initContainers', { cpu: { guarantee: 1 } }, 7],
    ['sidecars', { memory: { guarantee: '64Mi' } }, 15],
  ])('counts what %s with %j reserve', (list, resources, count) => {
    const { platform } = load({
      cluster: agents({}),
      sizes: [size('small', '500m', '1Gi')],
      servers: { [list]: [{ name: 'a', image: 'a:1', resources }] },
    });
    expect(describeCapacity(platform)).toBe(`capacity: ${count} small servers at once`);
  });

  test('is bounded by the pods of a node', () => {
    const { platform } = load({
      cluster: { provider: 'local', cpus: 256, memory: '2Ti' },
      sizes: [size('tiny', '10m', '32Mi')],
    });
    expect(describeCapacity(platform)).toBe('capacity: 100 tiny servers at once');
  });

  test('is unknown when a host does not say what it has', () => {
    expect(describeCapacity(load().platform)).toMatch(/^capacity: unknown/);
  });

  test('counts GPUs, labels and taints of the nodes', () => {
    const gpu = agents({
      gpus: 2,
      labels: { disk: 'fast' },
      taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }],
    });
    const tolerations = [{ key: 'gpu', value: 'yes' }];
    const { platform } = load({
      cluster: gpu,
      sizes: [
        size('plain', '500m', '1Gi'),
        size('gpu', '500m', '1Gi', { gpus: 1, tolerations }),
        size('fast', '1', '1Gi', { nodeSelector: { disk: 'fast' }, tolerations }),
      ],
    });
    expect(describeCapacity(platform)).toBe('capacity: 1 plain, or 4 gpu, or 6 fast servers at once');
  });

  test.each([
    [undefined, '2 gpu'],
    [{ timeSlicing: 4 }, '8 gpu'],
    [{ mps: 3 }, '6 gpu'],
  ])('counts a GPU as often as it is shared: %j', (gpuSharing, expected) => {
    const cluster = { provider: 'local', cpus: 32, memory: '64Gi', gpus: 2, ...(gpuSharing && { gpuSharing }) };
    const { platform } = load({ cluster, sizes: [size('gpu', '500m', '1Gi', { gpus: 1 })] });
    expect(describeCapacity(platform)).toBe(`capacity: ${expected} servers at once`);
  });
});

describe('a size that can never start', () => {
  const refuse = (sizes: object[], cluster: object = agents({})) => complaints(() => load({ cluster, sizes }));

  test('says why', () => {
    expect([
      ...refuse([size('huge', '1', '64Gi')]),
      ...refuse([size('gpu', '1', '1Gi', { gpus: 1 })]),
      ...refuse([size('fast', '1', '1Gi', { nodeSelector: { disk: 'fast' } })]),
      ...refuse([size('any', '1', '1Gi')], {
        provider: 'local',
        cpus: 8,
        memory: '16Gi',
        taints: [{ key: 'gpu', effect: 'NoSchedule' }],
      }),
    ]).toMatchInlineSnapshot(`
      [
        "platform.yaml:13:5: sizes[0]: size "huge" can never start: it reserves 1 CPU and 65536 MiB, but the largest node has 3.8 CPU and 7680 MiB left for servers; make the size smaller or give a node more",
        "platform.yaml:13:5: sizes[0]: size "gpu" can never start: no node it may run on has a GPU; set \`gpus\` of the nodes that have GPUs, or remove it from the size",
        "platform.yaml:13:5: sizes[0]: size "fast" can never start: no node has the label disk=fast; give a node this label in cluster, or remove it from nodeSelector",
        "platform.yaml:2:3: cluster: every node has a taint, hubwright (gpu): Helm, name resolution and volumes of k3s have no node to run on; leave one node without taints, or make its taints PreferNoSchedule",
        "platform.yaml:12:5: sizes[0]: size "any" can never start: it does not tolerate the taint gpu=:NoSchedule of hubwright; add it to tolerations, or remove it from the node",
      ]
    `);
  });
});

test('a label that a node gets without the settings is no obstacle', () => {
  const selectors = ['kubernetes.io/arch', 'node-role.kubernetes.io/control-plane', 'nvidia.com/gpu.product'];
  const sizes = selectors.map((key, i) => size(`s${i}`, '1', '1Gi', { nodeSelector: { [key]: 'any' } }));
  expect(complaints(() => load({ cluster: agents({}), sizes }))).toEqual([]);
});

test('more users than the cluster holds servers are a warning', () => {
  const { warnings } = load({
    cluster: { provider: 'local', cpus: 2, memory: '4Gi' },
    sizes: [size('big', '1', '1500Mi')],
  });
  expect(warnings).toEqual([]);
  const users = Object.fromEntries(
    ['a', 'b'].map((name) => [
      name,
      {
        password: '$scrypt$ln=10,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$bG9uZyBlbm91Z2ggdG8gYmUgYSBoYXNoIG9mIHNjcnlwdA',
        admin: true,
      },
    ]),
  );
  const crowded = load(
    { cluster: { provider: 'local', cpus: 2, memory: '4Gi' }, sizes: [size('big', '1', '1500Mi')] },
    { users },
  );
  expect(crowded.warnings.map((it) => it.message)).toEqual([
    '2 users may log in, but the cluster holds 1 server of the size "big" at once',
  ]);
});
