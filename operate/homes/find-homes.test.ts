import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { findHomes } from './find-homes.ts';

const PATH = '/var/lib/rancher/k3s/storage';

const volume = (name: string, claim: string, changes: { node?: string; namespace?: string; spec?: object } = {}) => {
  const { node = 'a1', namespace = 'jupyterhub', spec = { local: { path: `${PATH}/${name}` } } } = changes;
  const matchExpressions = [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }];
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions }] } };
  return {
    kind: 'PersistentVolume',
    metadata: { name },
    spec: { capacity: { storage: '10Gi' }, claimRef: { namespace, name: claim }, nodeAffinity, ...spec },
    status: { phase: 'Bound' },
  };
};
const claim = (name: string, annotations: object = {}, labels: object = { component: 'singleuser-storage' }) => ({
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'jupyterhub', labels, annotations },
  spec: {},
});
const owner = (username: string, servername?: string) => ({
  'hub.jupyter.org/username': username,
  ...(servername !== undefined && { 'hub.jupyter.org/servername': servername }),
});

async function found(items: readonly object[], users: readonly string[] = []) {
  const nodes = ['s1', 'a1'].map((name) => ({ kind: 'Node', metadata: { name } }));
  const text = JSON.stringify({ items: [...nodes, ...items] });
  const server = fakeHost('s1', { run: async () => ({ exitCode: 0, stdout: text, stderr: '' }) });
  return findHomes(server, { namespace: 'jupyterhub', users }, new AbortController().signal);
}

test('a home, with all that says where it is', async () => {
  const { nodes, homes } = await found([volume('v1', 'claim-ada'), claim('claim-ada', owner('ada'))]);
  expect(nodes).toEqual(['s1', 'a1']);
  expect(homes).toEqual([
    {
      kind: 'home',
      ...{ user: 'ada', server: '', namespace: 'jupyterhub', claim: 'claim-ada', hasClaim: true },
      ...{ volume: 'v1', phase: 'Bound', capacity: '10Gi', node: 'a1', path: `${PATH}/v1` },
    },
  ]);
});

test.each<[string, object[], string | undefined, string]>([
  ['whose name Kubernetes cannot have', [claim('claim-a', owner('Ada@example.com'))], 'Ada@example.com', ''],
  ['of a named server', [claim('claim-a', owner('ada', 'My GPU'))], 'ada', 'My GPU'],
  ['without a claim', [], 'a', ''],
  ['with a claim that was made by hand', [claim('claim-a', {}, {})], 'a', ''],
])('a home %s', async (_, claims, user, server) => {
  expect((await found([volume('v1', 'claim-a'), ...claims])).homes).toMatchObject([
    { user, server, hasClaim: claims.length > 0 },
  ]);
});

test('a home without a claim is recognized by the users that are known, and comes last if it is not', async () => {
  const released = [volume('v1', 'claim-ada-example-com---b5fc85e5'), volume('v2', 'claim-eve---12345678')];
  const { homes } = await found([...released, volume('v3', 'claim-grace')], ['ada@example.com']);
  expect(homes.map((it) => [it.user, it.claim])).toEqual([
    ['ada@example.com', 'claim-ada-example-com---b5fc85e5'],
    ['grace', 'claim-grace'],
    [undefined, 'claim-eve---12345678'],
  ]);
});

test('a claim that came later under the same name has a volume of its own', async () => {
  const uid = (value: string) => ({ spec: { claimRef: { namespace: 'jupyterhub', name: 'claim-ada', uid: value } } });
  const items = [volume('v1', 'claim-ada', uid('first')), volume('v2', 'claim-ada', uid('second'))];
  const made = claim('claim-ada', owner('ada'));
  const { homes } = await found([...items, { ...made, metadata: { ...made.metadata, uid: 'second' } }]);
  expect(homes.map((it) => [it.volume, it.user, it.hasClaim])).toEqual([
    ['v1', 'ada', false],
    ['v2', 'ada', true],
  ]);
});

test('a home that is no folder of one node', async () => {
  const spec = { nodeAffinity: undefined, nfs: { server: '10.0.0.9', path: '/homes' } };
  expect((await found([volume('v1', 'claim-ada', { spec })])).homes).toMatchObject([
    { user: 'ada', node: undefined, path: undefined },
  ]);
});

test('a folder that the provisioner made as a hostPath is found as well', async () => {
  const spec = { hostPath: { path: `${PATH}/old` } };
  expect((await found([volume('v1', 'claim-ada', { spec })])).homes).toMatchObject([{ path: `${PATH}/old` }]);
});

test('what else is in the namespace of the hub is not a home, and what is in others is not its', async () => {
  const { homes, others } = await found([
    volume('v1', 'hub-db-dir'),
    volume('v2', 'datasets'),
    volume('v3', 'claim-ada', { namespace: 'crm' }),
  ]);
  expect(homes).toEqual([]);
  expect(others.map((it) => [it.kind, it.claim])).toEqual([
    ['database', 'hub-db-dir'],
    ['other', 'datasets'],
  ]);
});
