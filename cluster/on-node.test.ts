import { expect, test } from '@jest/globals';
import { describeNodeLoss, refuseIrreplaceable } from '../bootstrap/loss.ts';
import { fakeHost } from '../bootstrap/testing.ts';
import { HostError } from '../system/hosts/host.ts';
import { storedOn } from './on-node.ts';
import { listVolumes } from './volumes.ts';

const { signal } = new AbortController();
const PATH = '/var/lib/rancher/k3s/storage';

const at = (operator: string, ...values: string[]) => ({
  matchExpressions: [{ key: 'kubernetes.io/hostname', operator, values }],
});
const volume = (name: string, claim: string, node: string | object[] | undefined, namespace = 'jupyterhub') => ({
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    capacity: { storage: '10Gi' },
    claimRef: { namespace, name: claim },
    hostPath: { path: `${PATH}/${name}` },
    ...(node === undefined
      ? {}
      : {
          nodeAffinity: { required: { nodeSelectorTerms: typeof node === 'string' ? [at('In', node)] : node } },
        }),
  },
});
const claim = (name: string, user: string) => ({
  kind: 'PersistentVolumeClaim',
  metadata: {
    name,
    namespace: 'jupyterhub',
    labels: { component: 'singleuser-storage' },
    annotations: { 'hub.jupyter.org/username': user },
  },
  spec: {},
});
const HOMES = [
  volume('v1', 'claim-ada---1b2c', 'a1'),
  claim('claim-ada---1b2c', 'Ada@example.com'),
  volume('v2', 'claim-grace', 'a1'),
];
const NODES = ['s1', 'a1'].map((name) => ({ kind: 'Node', metadata: { name }, spec: { taints: [] } }));

/** What is lost with the agent, whose volumes have these sizes. */
async function lossOf(items: readonly object[], sizes: Readonly<Record<string, number>> | 'off', isForgotten = false) {
  const text = JSON.stringify({ items: [...NODES, ...items] });
  const server = fakeHost('s1', { run: async () => ({ exitCode: 0, stdout: text, stderr: '' }) });
  const agent = fakeHost('a1', {
    run: async (argv) => {
      if (sizes === 'off') throw new HostError(agent, { reason: 'unreachable', argv });
      const lines = argv.flatMap((it) => (it in sizes ? `${sizes[it]}\t${it}` : []));
      return { exitCode: 0, stdout: lines.join('\n'), stderr: '' };
    },
  });
  const { volumes } = await listVolumes(server, 'jupyterhub', signal);
  const stored = await storedOn({ name: 'a1', host: isForgotten ? undefined : agent }, volumes, signal);
  return { host: { name: 'a1', provider: 'ssh', address: '10.0.0.2' }, stored, isForgotten } as const;
}

const refusal = (loss: Awaited<ReturnType<typeof lossOf>>) => {
  try {
    refuseIrreplaceable(loss);
  } catch (error) {
    return `${(error as Error).message}\n${(error as { fix: string }).fix}`;
  }
  return undefined;
};

test('every home on a node is named with its user and its size, the largest first', async () => {
  const loss = await lossOf([...HOMES, volume('v3', 'claim-eve', 's1'), volume('v4', 'claim-nfs', undefined)], {
    [`${PATH}/v1`]: 2_000_000,
    [`${PATH}/v2`]: 1_400_000_000,
  });
  expect(describeNodeLoss(loss).split('\n')).toEqual([
    'This takes a1 (10.0.0.2) out of the cluster for good, with everything on it:',
    '  home of grace            1.4 GB',
    '  home of Ada@example.com  2 MB',
    '  k3s, its images and every volume on it',
    'Users of these homes start with a new, empty one.',
    'Servers that run there are cut off.',
  ]);
  expect(refusal(loss)).toBeUndefined();
});

test('of a machine that is gone the size is unknown, and its homes are not given up', async () => {
  for (const loss of [await lossOf(HOMES, {}, true), await lossOf(HOMES, 'off')]) {
    expect(describeNodeLoss(loss)).toContain('  home of Ada@example.com  size unknown, at most 10Gi\n');
  }
  expect(describeNodeLoss(await lossOf(HOMES, {}, true))).toContain(
    'Users of these homes cannot start a server until the machine is back, or until you delete their claims.\n',
  );
  expect(describeNodeLoss(await lossOf([], {}))).toContain('\n  no volume\n');
});

test('what the platform stands on is not deleted with a node', async () => {
  const items = [...HOMES, volume('v5', 'hub-db-dir', 'a1'), volume('v6', 'shared', 'a1', 'data')];
  const sizes = { [`${PATH}/v5`]: 3_100_000, [`${PATH}/v6`]: 20_000_000_000 };
  expect(refusal(await lossOf(items, sizes))).toBe(
    'a1 holds data that cannot be replaced, so it was not removed:\n' +
      '  volume of the claim data/shared, 20.0 GB\n' +
      "  the hub's database (jupyterhub/hub-db-dir), 3 MB\n" +
      'Copy it first. To go on without it: `npx hubwright down --node a1 --keep-data --force a1`; ' +
      '`npx hubwright up` then creates an empty database.',
  );
  expect(refusal(await lossOf([volume('v5', 'hub-db-dir', 'a1')], {}, true))).toContain(
    'Switch the machine on again, if you can. To go on without it: `npx hubwright down --node a1 --forget --force a1`;',
  );
});

test.each<[string, object[], boolean]>([
  ['this node alone', [at('In', 'a1')], true],
  ['this node, by each of two terms', [at('In', 'a1'), at('In', 'a1')], true],
  ['two nodes', [at('In', 'a1', 's1')], false],
  ['this node or another', [at('In', 'a1'), at('In', 's1')], false],
  ['all nodes but another', [at('NotIn', 's1')], false],
  ['all nodes but this', [at('NotIn', 'a1')], false],
  ['a zone', [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'Exists' }] }], false],
])('a volume of %s', async (_, terms, isLost) => {
  const { stored } = await lossOf([volume('v1', 'claim-ada', terms)], {});
  expect(stored.length).toBe(isLost ? 1 : 0);
});

test('what is called as the hub calls it, in a namespace of others, is theirs', async () => {
  const { stored } = await lossOf(
    [volume('v1', 'claim-ada', 'a1', 'crm'), volume('v2', 'hub-db-dir', 'a1', 'crm')],
    {},
  );
  expect(stored.map(({ kind, user }) => [kind, user])).toEqual([
    ['other', undefined],
    ['other', undefined],
  ]);
});
