import { expect, test } from '@jest/globals';
import { bareFacts, fakeHost, LOOK } from '../bootstrap/testing.ts';
import { type ClusterLook, parseLook } from '../cluster/cluster-look.ts';
import { type FoundRelease, NOTHING } from '../cluster/found-release.ts';
import type { HostFacts } from '../cluster/probe.ts';
import { load } from '../settings/testing.ts';
import { HostError } from '../system/hosts/host.ts';
import { sha256 } from '../system/sha256.ts';
import type { BackupRun, NodeBackup } from './backup/node-backup.ts';
import { readStatus } from './read-status.ts';
import { statusOf } from './status.ts';
import { statusTable } from './status-table.ts';

const { platform } = load({ cluster: { provider: 'local', name: 'test' } });
const manifests = new Map([['hub.k8s.yaml', 'kind: HelmChart\n']]);
const GIB = 2 ** 30;
const WELL: ClusterLook = {
  ...LOOK,
  addOns: new Map([['hub', sha256('kind: HelmChart\n')]]),
  servers: [{ user: 'ada', pod: 'jupyter-ada', node: 'test', phase: 'Running' }],
};

function status(look: Partial<ClusterLook> = {}, free = 80, of = platform) {
  const facts = new Map([['test', bareFacts('10.0.0.1', { disk: { total: 100 * GIB, free: free * GIB } })]]);
  return statusOf({ platform: of, facts, look: { ...WELL, ...look }, manifests });
}

test('a cluster as it should be', () => {
  expect(statusTable(status()).split('\n')).toEqual([
    'NODE  ROLE    STATE  K3S           IMAGES  DISK FREE',
    'test  server  ready  v1.36.5+k3s1  all     80.0 GiB (80 %)',
    '',
    'MANIFEST      STATE',
    'hub.k8s.yaml  applied',
    '',
    'USER  SERVER   NODE',
    'ada   Running  test',
    '',
    'release  deployed',
    'hub      answers at http://10.0.0.1/',
    'pods     hub ready, proxy ready',
    'servers  1 running',
    'cluster  test is healthy',
  ]);
});

test('of a cluster whose k3s is stopped nothing is taken for known that could not be asked', () => {
  const facts = new Map([
    ['test', bareFacts('10.0.0.1', { units: new Map([['k3s', { state: 'inactive', isEnabled: true }]]) })],
  ]);
  const empty = parseLook('== nodes\n\n== health\n200\n== end\nok\n');
  const found = statusOf({ platform, facts, look: empty, manifests });
  expect(found).toMatchObject({
    ...{ isHealthy: false, nodes: [{ missingImages: null }], manifests: [{ isApplied: null, missing: null }] },
    ...{ release: null, releases: null, hub: { isAnswering: true }, pods: null, servers: null, others: null },
  });
  const table = statusTable(found);
  expect(table).toMatch(/^test {2}server {2}unknown: the Kubernetes API does not answer {2}- {4}unknown /m);
  for (const line of ['hub.k8s.yaml  unknown', 'release  unknown', 'hub      answers at', 'servers  unknown'])
    expect(table).toContain(`\n${line}`);
});

test('of several servers, the first that answers says where the hub is', () => {
  const at = (name: string) => ({ name, address: name, user: 'root' });
  const three = load({ cluster: { provider: 'ssh', servers: ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map(at) } }).platform;
  const facts = new Map<string, HostFacts | string>([
    ['10.0.0.1', 'unreachable'],
    ['10.0.0.2', bareFacts('10.0.0.2')],
  ]);
  const found = statusOf({ platform: three, facts, look: WELL, manifests });
  expect([found.url, statusOf({ platform: three, facts: new Map(), look: undefined, manifests }).url]).toEqual([
    'http://10.0.0.2/',
    undefined,
  ]);
  expect(statusTable(found)).toContain('\nhub      answers at http://10.0.0.2/\n');
});

test('a named server stands there as in its address', () => {
  const [server] = WELL.servers;
  if (server === undefined) throw new Error('There is a server');
  expect(statusTable(status({ servers: [server, { ...server, server: 'two' }] }))).toContain(
    '\nUSER     SERVER   NODE\nada      Running  test\nada/two  Running  test\n',
  );
});

test('what k3s brings and does not run makes a cluster ill, and what it said last stands below', () => {
  const crash = { pod: 'p', container: 'helm', restarts: 4, lastLines: ['Error: INSTALLATION FAILED'] };
  const begun = { component: 'ServiceLB', isReady: false, problem: '' };
  const found = status({
    health: 0,
    parts: [{ component: 'helm-install-traefik', isReady: false, problem: '', crash }, begun],
  });
  expect(found.isHealthy).toBe(false);
  expect(statusTable(found)).toContain(
    [
      'hub      does not answer because helm-install-traefik crashes: Error: INSTALLATION FAILED',
      'pods     hub ready, proxy ready',
      'k3s      helm-install-traefik not ready (crashed 4 times)',
    ].join('\n'),
  );
  expect(statusTable(found)).toContain(
    '\nhelm-install-traefik crashes. Its last log lines:\n  |  Error: INSTALLATION FAILED',
  );
  expect(status({ parts: [begun] }).isHealthy).toBe(true);
});

test.each<[title: string, offered: number, pods: NonNullable<ClusterLook['gpus']>['pods'], said: string | undefined]>([
  ['all of them', 2, [], undefined],
  ['more, by a plugin of its own', 3, [], undefined],
  ['fewer', 1, [{ node: 'test', isReady: true, problem: '' }], 'test offers 1 of 2 to servers'],
  [
    'none, and its plugin says why',
    0,
    [{ node: 'test', isReady: false, problem: 'FailedCreatePodSandBox: no runtime' }],
    'test offers 0 of 2 to servers: FailedCreatePodSandBox: no runtime',
  ],
])('of its GPUs, a node offers %s', (_, offered, pods, said) => {
  const withGpus = load({ cluster: { provider: 'local', name: 'test', gpus: 2 } }).platform;
  const [node] = LOOK.nodes ?? [];
  if (node === undefined) throw new Error('There is a node');
  const look = { nodes: [{ ...node, gpus: offered }], gpus: { hasRuntimeClass: true, pods } };
  const found = status(look, 80, withGpus);
  expect(found.isHealthy).toBe(said === undefined);
  expect(/^GPUs {5}(.*)$/m.exec(statusTable(found))?.[1]).toBe(said);
});

test('a node that is not in the settings is named, and makes no cluster ill', () => {
  const [node] = LOOK.nodes ?? [];
  if (node === undefined) throw new Error('There is a node');
  const found = status({ nodes: [node, { ...node, name: 'guest' }] });
  expect(statusTable(found)).toContain('\nguest  not in platform.yaml  ready  v1.36.5+k3s1');
  expect(found).toMatchObject({ isHealthy: true, others: [{ name: 'guest', state: 'ready' }] });
});

test('a node that is cordoned is marked, and makes no cluster ill', () => {
  const [node] = LOOK.nodes ?? [];
  if (node === undefined) throw new Error('There is a node');
  const found = status({
    nodes: [{ ...node, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] }],
  });
  expect(statusTable(found)).toContain('\ntest  server  ready, cordoned  v1.36.5+k3s1');
  expect(found).toMatchObject({ isHealthy: true, nodes: [{ state: 'ready', isCordoned: true }] });
});

test('a disk that runs low is reported, and one where pods are evicted is not healthy', () => {
  expect(statusTable(status({}, 12))).toContain('12.0 GiB (12 %), low: unused images are deleted');
  expect(status({}, 12).isHealthy).toBe(true);
  expect(statusTable(status({}, 4))).toContain('4.0 GiB (4 %), full: pods are evicted');
  expect(status({}, 4).isHealthy).toBe(false);
});

test('a hub without its proxy is not healthy', () => {
  const found = status({ pods: [{ component: 'hub', isReady: true, problem: '' }] });
  expect(statusTable(found)).toContain('pods     hub ready, proxy not ready (there is no pod of it)');
  expect(found.isHealthy).toBe(false);
});

test('a backup that failed or is overdue is not healthy; one that is still to come is', () => {
  const now = Date.parse('2026-11-26T12:00:00Z');
  const backup = { repository: 'rest:http://backup/', password: { env: 'P' } };
  const { platform } = load({ cluster: { provider: 'local', name: 'test' }, backup }, undefined, { secrets: 'mask' });
  const ok: BackupRun = {
    ...{
      state: 'ok',
      started: now - 7_200_000,
      finished: now - 7_200_000,
      lastGood: now - 7_200_000,
      snapshots: 3,
      bytes: 5e9,
      added: 0,
    },
    ...{ failures: [], unread: [], unreadCount: 0 },
  };
  const failures = [{ what: 'prune', reason: 'full', said: 'no space left' }];
  const found = (last: NodeBackup) => {
    const facts = new Map([['test', bareFacts('10.0.0.1')]]);
    return statusOf({ platform, facts, look: WELL, manifests, backups: new Map([['test', last]]), now });
  };
  const table = (last: NodeBackup) => statusTable(found(last), undefined, now);
  expect([found(ok).isHealthy, found('none').isHealthy]).toEqual([true, true]);
  expect(table(ok)).toContain('\nbackup   test: 2 h ago, 5.0 GB\n');
  expect(table('none')).toContain('\nbackup   test: none yet\n');
  expect(table({ ...ok, state: 'failed', failures })).toContain('\nbackup   test: failed 2 h ago: no space left\n');
  expect(found({ ...ok, state: 'failed', failures }).isHealthy).toBe(false);
  expect(found({ ...ok, lastGood: now - 50 * 3_600_000 }).isHealthy).toBe(false);
});

test('a host of somebody else is not healthy, whatever runs on it', async () => {
  const machine = 'machine-id\tan-id\ntoken\tpresent\nmark\t{"version":1,"cluster":"beta","id":"be7a","node":"s1"}\n';
  const asked: string[] = [];
  const host = fakeHost('test', {
    run: async (argv) => {
      asked.push(argv.join(' '));
      return { exitCode: 0, stdout: `${machine}cgroups\t2 cpu\nend\tok\n`, stderr: '' };
    },
  });
  const recorded = [{ name: 'test', role: 'server', provider: 'local', machineId: 'an-id' } as const];
  const identity = { cluster: 'test', id: 'a1fa', origins: new Set<string>() };
  const { signal } = new AbortController();
  const found = await readStatus({ platform, hosts: [host], recorded, identity, manifests, signal });
  expect(found.nodes.map((it) => it.state)).toEqual(['host: it belongs to the cluster beta (be7a)']);
  expect(found).toMatchObject({ isHealthy: false, hub: null, release: null, servers: null });
  // The cluster on it was not asked for anything.
  expect(asked).toHaveLength(1);
});

test.each([
  ['unreachable', {}, 'unreachable'],
  ['timeout', {}, 'timed out'],
  ['cut', {}, 'connection lost'],
  ['denied', {}, 'login refused'],
  ['shell', {}, 'no shell for its login'],
  ['host-key', {}, 'its key has changed'],
  ['sudo', {}, 'no sudo for its login'],
  ['missing', {}, 'the program that reaches the host is not installed'],
  ['exit', { exitCode: 2, stderr: 'one\nsh: tar: not found\n' }, 'exit code 2: sh: tar: not found'],
  ['exit', { exitCode: 2 }, 'exit code 2'],
] as const)('a host that fails with %s %j says so in words', async (reason, said, words) => {
  const host = fakeHost('test');
  const run = () => Promise.reject(new HostError(host, { reason, argv: ['sh', '-c', 'probe'], ...said }));
  const identity = { cluster: 'test', id: undefined, origins: new Set<string>() };
  const { signal } = new AbortController();
  const asked = { platform, hosts: [{ ...host, run }], recorded: [], identity, manifests, signal };
  expect((await readStatus(asked)).nodes.map((it) => it.state)).toEqual([`host: ${words}`]);
});

test('what cannot be asked is unknown, neither healthy nor gone', () => {
  const found = statusOf({ platform, facts: new Map([['test', 'unreachable']]), look: undefined, manifests });
  expect(statusTable(found).split('\n')).toEqual([
    'NODE  ROLE    STATE              K3S  IMAGES   DISK FREE',
    'test  server  host: unreachable  -    unknown  -',
    '',
    'MANIFEST      STATE',
    'hub.k8s.yaml  unknown',
    '',
    'release  unknown',
    'hub      unknown',
    'servers  unknown',
    'cluster  test is not healthy; `npx hubwright doctor` says why',
  ]);
  expect(found).toMatchObject({ isHealthy: false, release: null, hub: null, pods: null, servers: null });
});

test('servers are read by the plain names of their users', () => {
  const node = (name: string, status: string) => {
    const conditions = [{ type: 'Ready', status }];
    return { metadata: { name }, status: { conditions, nodeInfo: { kubeletVersion: 'v1.36.5+k3s1' } } };
  };
  const text = [
    '== nodes',
    JSON.stringify({ items: [node('agent-1', 'True'), node('agent-2', 'Unknown')] }),
    '== servers',
    'jupyter-ada---1b2c3d4e   Running   agent-1   <none>   ada@example.com',
    'jupyter-eve              Running   agent-2   <none>   eve',
    'jupyter-eve--two         Running   agent-1   two      eve',
    'jupyter-grace            Pending   <none>    <none>   grace of hopper',
    '== end',
    'ok',
  ].join('\n');
  expect(parseLook(text).servers).toEqual([
    { user: 'ada@example.com', pod: 'jupyter-ada---1b2c3d4e', node: 'agent-1', phase: 'Running' },
    { user: 'eve', pod: 'jupyter-eve', node: 'agent-2', phase: 'Unknown' },
    { user: 'eve', server: 'two', pod: 'jupyter-eve--two', node: 'agent-1', phase: 'Running' },
    { user: 'grace of hopper', pod: 'jupyter-grace', node: undefined, phase: 'Pending' },
  ]);
});

test('the newest revision tells whether the release is deployed, and why not', () => {
  const text = [
    '== release',
    '2   deployed',
    '10  failed',
    '1   superseded',
    '== failure',
    String.raw`"description":"Upgrade \"jupyterhub\" failed: no"`,
    '== end',
    'ok',
  ].join('\n');
  const { release } = parseLook(text);
  expect(release).toEqual({ revision: 10, status: 'failed', failure: 'Upgrade "jupyterhub" failed: no' });
  const found = status({ release });
  expect(found.isHealthy).toBe(false);
  expect(statusTable(found)).toContain('release  not deployed: Upgrade "jupyterhub" failed: no\n');
});

test('an upgrade that is refused makes a cluster unhealthy, though the release of before runs', () => {
  const found = status({
    job: { ...LOOK.job, isComplete: false, failures: 1, message: 'Error: UPGRADE FAILED\nmore' },
  });
  expect(found.isHealthy).toBe(false);
  expect(statusTable(found)).toContain('release  not deployed: Error: UPGRADE FAILED; its job has failed 1 time\n');
});

test('a pod of a job that is being deleted counts no longer', () => {
  const pod = (restartCount: number, metadata: object) => ({
    metadata: { name: 'helm-install', labels: { 'job-name': 'helm-install-jupyterhub' }, ...metadata },
    status: { containerStatuses: [{ restartCount }] },
  });
  const items = [pod(5, { deletionTimestamp: '2026-11-25T12:00:00Z' }), pod(1, {})];
  const text = `== k3s-pods\n${JSON.stringify({ items })}\n== end\nok\n`;
  expect(parseLook(text).job.failures).toBe(1);
});

test('a pod that does not run says why, and one that is just being made says nothing', () => {
  const unscheduled = {
    type: 'PodScheduled',
    status: 'False',
    message: '0/1 nodes are available: 1 Insufficient memory.',
  };
  const held = (reason: string, message?: string) => [{ restartCount: 0, state: { waiting: { reason, message } } }];
  const pod = (component: string, status: object) => ({ metadata: { name: component, labels: { component } }, status });
  const items = [
    pod('hub', { conditions: [unscheduled] }),
    pod('proxy', { containerStatuses: held('ImagePullBackOff', 'Back-off pulling image "no"') }),
    pod('init', { initContainerStatuses: held('CrashLoopBackOff'), containerStatuses: held('PodInitializing') }),
    pod('new', { containerStatuses: held('ContainerCreating') }),
    pod('newer', {}),
  ];
  const { pods } = parseLook(`== pods\n${JSON.stringify({ items })}\n== end\nok\n`);
  expect(pods.map(({ component, problem }) => [component, problem])).toEqual([
    ['hub', '0/1 nodes are available: 1 Insufficient memory.'],
    ['proxy', 'ImagePullBackOff: Back-off pulling image "no"'],
    ['init', 'CrashLoopBackOff'],
    ['new', ''],
    ['newer', ''],
  ]);
  expect(statusTable(status({ pods }))).toContain(
    'hub not ready (0/1 nodes are available: 1 Insufficient memory.), proxy',
  );
});

test('an image that nodes cannot pull is missing there, and keeps the cluster from being healthy', () => {
  const component = 'continuous-image-puller';
  const problem = 'ErrImagePull: rpc error: code = NotFound desc = x/y:1: not found';
  const failed = {
    component,
    isReady: false,
    problem,
    isFinal: true,
    unpulled: { image: 'x/y:1', node: 'test', pod: 'puller-1' },
  };
  const found = status({ pods: [...WELL.pods, failed, failed, { component, isReady: true, problem: '' }] });
  expect(found.isHealthy).toBe(false);
  expect(found.nodes[0]?.missingImages).toEqual(['x/y:1']);
  const lines = statusTable(found).split('\n');
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^pods .*, 2 × continuous-image-puller not ready \(its image cannot be pulled\), continuous-image-puller ready$/,
    ),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/^images +test cannot pull x\/y:1: its registry does not have it$/),
  );
});

test('a job that has ended without doing anything is known by what it said', () => {
  const message = 'Current release revision 4 does not match expected revision 3\n';
  const containerStatuses = [{ restartCount: 1, state: { terminated: { message } } }];
  const labels = { 'job-name': 'helm-install-jupyterhub' };
  const items = [{ metadata: { name: 'helm-install', labels }, status: { containerStatuses } }];
  const { job } = parseLook(`== k3s-pods\n${JSON.stringify({ items })}\n== end\nok\n`);
  expect(job.hasSkipped).toBe(true);
  expect(status({ job }).isHealthy).toBe(false);
});

const GRAFANA = `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: { name: grafana, namespace: kube-system }
spec: { chart: grafana, targetNamespace: monitoring, version: 8.5.1 }
`;

test.each<[string, Partial<FoundRelease>, string, boolean]>([
  ['deployed', {}, '8.5.1    2         deployed', true],
  [
    'not deployed',
    { release: { revision: 2, status: 'failed', failure: 'no such value\nmore' } },
    '8.5.1    2         not deployed: no such value',
    false,
  ],
  ['not there yet', { ...NOTHING }, '8.5.1    -         not deployed', false],
  [
    'of before, as its job cannot run',
    { job: { ...NOTHING.job, problem: 'FailedMount: secret "theirs" not found' } },
    '8.5.1    2         not deployed: FailedMount: secret "theirs" not found',
    false,
  ],
  [
    'not ready',
    { unready: ['Deployment monitoring/grafana: 0 of 1 pods'] },
    '8.5.1    2         not ready: Deployment monitoring/grafana: 0 of 1 pods',
    false,
  ],
])('a release of main.ts that is %s', (_, changes, row, isHealthy) => {
  const deployed = { ...NOTHING, job: LOOK.job, release: { revision: 2, status: 'deployed', failure: '' } };
  const manifests = new Map([['mine.k8s.yaml', GRAFANA]]);
  const found = statusOf({
    ...{ platform, manifests, facts: new Map([['test', bareFacts('10.0.0.1')]]) },
    look: {
      ...LOOK,
      addOns: new Map([['mine', sha256(GRAFANA)]]),
      others: new Map([['grafana', { ...deployed, ...changes }]]),
    },
  });
  const table = statusTable(found).split('\n');
  const start = table.indexOf('RELEASE     VERSION  REVISION  STATE');
  expect(table.slice(start + 1, start + 3)).toEqual(['jupyterhub  4.4.0    1         deployed', `grafana     ${row}`]);
  expect(found.isHealthy).toBe(isHealthy);
  expect(found.releases?.map((it) => [it.name, it.namespace])).toEqual([
    ['jupyterhub', 'jupyterhub'],
    ['grafana', 'monitoring'],
  ]);
});

test('a hub that is being deleted and has no successor makes a cluster ill, also while it still answers', () => {
  const pods = WELL.pods.map((it) => (it.component === 'hub' ? { ...it, isLeaving: true as const } : it));
  const found = status({ pods });
  expect(statusTable(found)).toContain('\npods     hub stops, and has no successor yet, proxy ready\n');
  expect(found.isHealthy).toBe(false);
});
