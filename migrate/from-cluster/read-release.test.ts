import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import manifest from '../../package.json' with { type: 'json' };
import { folderWith } from '../../settings/testing.ts';
import { CommandError, type Run } from '../../system/exec.ts';
import { importProject } from '../import-project.ts';
import { readValues } from '../read-values.ts';
import { kubectlOf, recordText, refused, type TestCluster, type TestRelease } from './cluster-testing.ts';
import { readHelmRecord } from './helm-record.ts';
import { readRelease } from './read-release.ts';

const HUB: TestRelease = { name: 'lab', namespace: 'hub', config: { cull: { every: 60 } } };
const OTHER: TestRelease = { name: 'traefik', namespace: 'kube-system', chart: { name: 'traefik', version: '27.0.2' } };
const BASEHUB = {
  name: 'basehub',
  version: '0.1.0',
  dependencies: [{ name: 'dask-gateway' }, { name: 'jupyterhub', alias: 'jupyter' }],
};
const read = (cluster: TestCluster, choice: object = {}) =>
  readRelease({ run: kubectlOf(cluster), note: () => {}, ...choice });

test.each([
  ['the only one', { releases: [HUB, OTHER] }, {}, { cull: { every: 60 } }],
  [
    'the newest revision that is deployed',
    {
      releases: [
        { ...HUB, revision: 9, status: 'superseded', config: { cull: { every: 9 } } },
        { ...HUB, revision: 10, config: { cull: { every: 10 } } },
        { ...HUB, revision: 11, status: 'failed', config: { cull: { every: 11 } } },
      ],
    },
    {},
    { cull: { every: 10 } },
  ],
  ['one of two, by its name', { releases: [HUB, { ...HUB, name: 'b', config: {} }] }, { release: 'lab' }, HUB.config],
  ['one of two, by its namespace', { releases: [HUB, { ...HUB, namespace: 'b', config: {} }] }, { namespace: 'b' }, {}],
  ['without values of its own', { releases: [{ ...HUB, config: null }] }, {}, {}],
  [
    'a chart that has it within, by its alias',
    { releases: [{ ...HUB, chart: BASEHUB, config: { jupyter: HUB.config, other: { a: 1 } } }] },
    {},
    { cull: { every: 60 } },
  ],
])('the release is found: %s', async (_, cluster, choice, expected) => {
  expect((await read(cluster, choice)).values).toEqual(expected);
});

test('of a chart with several hubs, the one is read that is named', async () => {
  const chart = { ...BASEHUB, dependencies: ['a', 'b'].map((alias) => ({ name: 'jupyterhub', alias })) };
  const releases = [{ ...HUB, chart, config: { a: HUB.config, b: { cull: { every: 9 } } } }];
  expect((await read({ releases }, { path: 'b' })).values).toEqual({ cull: { every: 9 } });
  await expect(read({ releases })).rejects.toThrow(
    /^release lab in namespace hub \(.*\) has the values of 2 hubs: a, b$/,
  );
});

test('what stands beside the values of a chart within another is named, and that the other has values of its own', async () => {
  const chartValues = { jupyter: { hub: { db: {} } } };
  const release = { ...HUB, chart: BASEHUB, chartValues, config: { jupyter: HUB.config, nfs: { enabled: true } } };
  const { name, remarks } = await read({ releases: [release] });
  expect(name).toBe('release lab in namespace hub (chart basehub 0.1.0, revision 1)');
  expect(remarks).toEqual([
    { kind: 'dropped', keys: ['nfs'], text: expect.stringContaining('beside the values of the chart') },
    {
      kind: 'decide',
      keys: [],
      text: expect.stringMatching(/^the chart basehub has values of its own for jupyter, .*values\.yaml/),
    },
  ]);
});

const failing =
  (error: Error): Run =>
  async () => {
    throw error;
  };

test.each<[string, Run, object, RegExp, RegExp]>([
  [
    'several',
    kubectlOf({ releases: [HUB, { ...HUB, namespace: 'test' }] }),
    {},
    /^there are 2 releases of JupyterHub: lab in namespace hub \(chart jupyterhub 3\.3\.7, revision 1\); lab in namespace test/,
    /^Name one: --namespace hub --release lab\.$/,
  ],
  [
    'others only',
    kubectlOf({ releases: [OTHER] }),
    { context: 'prod' },
    /^no release of JupyterHub in any namespace of the context "prod"; found: traefik in namespace kube-system \(chart traefik 27\.0\.2, revision 1\)$/,
    /--context, --namespace or --release/,
  ],
  [
    'none at all',
    kubectlOf({}),
    { namespace: 'hub', release: 'x' },
    /^no release of JupyterHub called "x" in namespace hub of the current context of kubectl, and no other release of Helm$/,
    /import the files/,
  ],
  [
    'one that never was deployed',
    kubectlOf({ releases: [{ ...HUB, revision: 2, status: 'pending-install' }] }),
    {},
    /none is deployed: the newest is revision 2 of lab in namespace hub, which is "pending-install"$/,
    /Name another/,
  ],
  [
    'no kubectl',
    failing(new CommandError('kubectl', 'missing', undefined, '', '')),
    {},
    /^kubectl is not on this machine$/,
    /Install it/,
  ],
  [
    'no rights',
    failing(refused('Error from server (Forbidden): secrets is forbidden: User "ada" cannot list resource "secrets"')),
    {},
    /^kubectl cannot read secrets in the current context of kubectl: Error from server \(Forbidden\): secrets is forbidden/,
    /--namespace/,
  ],
  [
    'another context',
    failing(refused('error: context "x" does not exist')),
    { context: 'x' },
    /^kubectl cannot read secrets in the context "x": error: context "x" does not exist$/,
    /get-contexts/,
  ],
  [
    'a cluster that is down',
    failing(refused('dial tcp: connection refused')),
    {},
    /connection refused$/,
    /get namespaces/,
  ],
])('nothing is guessed where the release is not clear: %s', async (_, run, choice, message, fix) => {
  await expect(readRelease({ run, note: () => {}, ...choice })).rejects.toMatchObject({
    message: expect.stringMatching(message),
    fix: expect.stringMatching(fix),
  });
});

test.each([
  ['no base64 of a record', 'bm90aGluZw=='],
  ['cut off', recordText(HUB).slice(0, 60)],
  ['of something else', Buffer.from(Buffer.from('{"a":1}').toString('base64')).toString('base64')],
])('a record that cannot be read is said, without what is in it: %s', (_, text) => {
  expect(() => readHelmRecord('sh.helm.release.v1.lab.v1', text)).toThrow(
    /^the Secret sh\.helm\.release\.v1\.lab\.v1 is not a record of Helm that can be read$/,
  );
});

const volumes = [
  ['pv-nfs', 'Retain', '', '', 'nas', '/export/ada', '', '', ''],
  ['pv-path', 'Delete', '/data/bob', '', '', '', '', '', 'node-1'],
  ['pv-csi', 'Delete', '', '', '', '', 'ebs.csi.aws.com', 'vol-1', ''],
];
const claims = [
  ['claim-ada', 'ada', 'ada', '10Gi', 'nfs', 'singleuser-storage', 'pv-nfs'],
  ['claim-eve-40example-2ecom', '', 'eve-40example-2ecom', '1Gi', 'ebs', 'singleuser-storage', 'pv-csi'],
  ['claim-bob', '', '', '5Gi', '', '', 'pv-path'],
  ['claim-a-b---0a1b2c3d', '', 'a-b---0a1b2c3d', '1Gi', '', 'singleuser-storage', ''],
  ['hub-db-dir', '', '', '1Gi', 'ebs', 'hub', ''],
  ['shared', '', '', '100Gi', '', '', ''],
];

test('homes and the database are named, each with where it lies', async () => {
  const { data } = await read({ releases: [HUB], claims, volumes });
  expect(data).toEqual([
    'the database of the hub, hub.sqlite, is in hub-db-dir, 1Gi, StorageClass ebs',
    '4 claims with homes, which `npx hubwright home import --from-cluster` copies: docs/move-over.md',
    'home of ada: claim-ada, 10Gi, StorageClass nfs, NFS nas:/export/ada',
    'home of eve@example.com: claim-eve-40example-2ecom, 1Gi, StorageClass ebs, volume vol-1 of ebs.csi.aws.com, deleted together with its claim',
    'home of bob: claim-bob, 5Gi, folder /data/bob on node-1, deleted together with its claim',
    'home of a-b---0a1b2c3d: claim-a-b---0a1b2c3d, 1Gi',
    'another claim: shared, 100Gi',
  ]);
  const unseen = await read({ releases: [HUB], claims: claims.slice(0, 1), volumes: 'forbidden' });
  expect(unseen.data).toContain('home of ada: claim-ada, 10Gi, StorageClass nfs');
});

test('its machines are named, to compare those of the new cluster with, where they may be read', async () => {
  const nodes = [
    ['node-1', '8', '32784384Ki', '', '10.0.0.1'],
    ['gpu-1', '64', '263976Mi', '2', '10.0.0.2'],
    ['bare', '1', '', '', ''],
  ];
  const said = async (cluster: TestCluster) => (await read(cluster)).remarks.map((it) => it.text);
  expect(await said({ releases: [HUB], nodes })).toEqual([
    'the cluster that it runs in has 3 nodes: node-1 (8 processors, 31.3 GiB, 10.0.0.1), gpu-1 (64 processors, 257.8 GiB, 2 GPUs, 10.0.0.2), bare (1 processor)',
  ]);
  expect(await said({ releases: [HUB] })).toEqual([]);
});

test.each([
  [
    { type: 'postgres', url: 'postgresql+psycopg2://hub:s3cr@t/9@db.example.com:5432/hub?x=y' },
    'postgres at postgresql+psycopg2://hub@db.example.com:5432/hub',
  ],
  [{ type: 'mysql', url: 'mysql://db.example.com/hub' }, 'mysql at mysql://db.example.com/hub'],
  [{ type: 'other', url: 's3cr@t' }, 'other at an address that is not shown'],
  [{ type: 'postgres', url: 'postgresql://db/hub?password=s3cr@t' }, 'an address that is not shown'],
  [{ type: 'sqlite-memory' }, 'in no claim'],
])('the database is named without its password: %j', async (db, expected) => {
  const { data } = await read({ releases: [{ ...HUB, config: { hub: { db } } }] });
  expect(data[0]).toContain(expected);
  expect(data.join()).not.toContain('s3cr');
});

test('a project is made of it, with keys of an old chart, files below it, and no secret in commands or report', async () => {
  const config = {
    auth: { type: 'github', github: { clientId: 'id', clientSecret: 'not-a-real-one-7', callbackUrl: 'https://a/b' } },
  };
  const folder = folderWith({ 'base.yaml': { cull: { every: 60 }, singleuser: { cpu: { guarantee: 1 } } } });
  const calls: string[] = [];
  const run = kubectlOf({ releases: [{ ...HUB, config }], claims, volumes }, calls);
  const release = await readRelease({ run, context: 'old', note: () => {} });
  const to = join(folder, 'lab');
  const sources = [readValues(join(folder, 'base.yaml')), release];
  const { report, secrets } = await importProject({ sources, folder: to, own: manifest, source: '1' });
  expect(secrets.map((it) => it.value)).toEqual(['not-a-real-one-7']);
  expect(report).toMatch(
    /^# Import of .*base\.yaml, release lab in namespace hub \(chart jupyterhub 3\.3\.7, revision 1\)\n/,
  );
  expect(report).toContain('## Homes and database\n\n- the database of the hub');
  expect(report).toContain('from cull.every (');
  expect(`${report}${readFileSync(join(to, 'platform.yaml'), 'utf8')}${calls.join()}`).not.toContain(
    'not-a-real-one-7',
  );
  expect(readFileSync(join(to, 'platform.yaml'), 'utf8')).toContain('type: github');
  expect(calls.every((it) => it.startsWith('kubectl --context=old --request-timeout=60s get '))).toBe(true);
  expect(existsSync(join(to, 'main.ts'))).toBe(true);
  rmSync(folder, { recursive: true });
});
