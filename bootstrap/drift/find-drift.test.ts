import { expect, test } from '@jest/globals';
import { paths } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import { putTogether } from '../../cluster/record/recorded-changes.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { sha256 } from '../../system/sha256.ts';
import { bareFacts, fakeHost } from '../testing.ts';
import { type DriftQuestion, findDrift } from './find-drift.ts';

const labels = { disk: 'fast' };
const { platform } = load({
  cluster: { provider: 'ssh', servers: [{ name: 's1', address: '10.0.0.1', labels }] },
});
const FILE = 'hub.k8s.yaml';
const metadata = { name: 'jupyterhub', namespace: 'kube-system' };
const CHART = { apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart', metadata, spec: { chart: 'jupyterhub' } };
const TEXT = JSON.stringify(CHART);
const ADDON = {
  apiVersion: 'k3s.cattle.io/v1',
  kind: 'Addon',
  metadata: { name: 'hub', namespace: 'kube-system' },
  spec: { checksum: sha256(TEXT) },
};
const CONFIG = { apiVersion: 'helm.cattle.io/v1', kind: 'HelmChartConfig', metadata };
const NODE = {
  ...{ apiVersion: 'v1', kind: 'Node', metadata: { name: 's1', annotations: { 'hubwright/labels': 'disk=fast' } } },
  status: { conditions: [], nodeInfo: { kubeletVersion: 'v1.36.5+k3s1' } },
};
const units = new Map([['k3s', { state: 'active', isEnabled: true }]]);
const file = { mode: 0o600, owner: 'root:root', bytes: 1, sha256: sha256(TEXT), isOurs: false };

interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
const answer = (items: readonly object[]): Answer => {
  return { exitCode: 0, stdout: JSON.stringify({ kind: 'List', items }), stderr: '' };
};

async function find(
  said: readonly object[] | HostError | Answer,
  changes: Partial<HostFacts> = {},
  options: Partial<DriftQuestion> = {},
) {
  const files = new Map([[`${paths.manifests}/${FILE}`, file]]);
  const facts = new Map([['s1', bareFacts('10.0.0.1', { units, files, ...changes })]]);
  const asked: string[][] = [];
  const server = fakeHost('s1', {
    run: async (argv) => {
      asked.push([...argv]);
      if (said instanceof HostError) throw said;
      return 'exitCode' in said ? said : answer(said);
    },
  });
  const recorded = putTogether([], 'f00d');
  const signal = new AbortController().signal;
  const question = { platform, facts, manifests: new Map([[FILE, TEXT]]), server, recorded, signal };
  const found = await findDrift({ ...question, ...options });
  return { asked, lines: found.drifts.map((it) => `${it.where}: ${it.what}`), unasked: found.unasked };
}

test('the first server is asked once, for what the settings and k3s may know', async () => {
  const { asked, lines } = await find([CHART, ADDON, { ...NODE, metadata: { ...NODE.metadata, labels } }]);
  expect(asked.map((it) => it.slice(3))).toEqual([
    [
      '60',
      'helm.cattle.io/v1 HelmChart kube-system jupyterhub',
      'k3s.cattle.io/v1 Addon kube-system hub',
      'v1 Node - s1',
      'helm.cattle.io/v1 HelmChartConfig kube-system jupyterhub',
    ],
  ]);
  expect(lines).toEqual([]);
});

test('labels, objects, and what overrides a release', async () => {
  const { lines } = await find([{ ...CHART, spec: { chart: 'other' } }, ADDON, NODE, CONFIG]);
  expect(lines).toEqual([
    'hub.k8s.yaml: HelmChart kube-system/jupyterhub has another spec.chart',
    's1: its label disk was removed',
    'jupyterhub: HelmChartConfig kube-system/jupyterhub was not made by Hubwright',
  ]);
});

test('objects of a manifest that is not in place are not compared: k3s applies it whole', async () => {
  const { lines } = await find([{ ...CHART, spec: { chart: 'other' } }, ADDON], { files: new Map() });
  expect(lines).toEqual([]);
});

test('objects of a manifest that k3s has not applied as it is are not compared: an `up` may have been cut off', async () => {
  const edited = { ...CHART, spec: { chart: 'other' } };
  expect((await find([edited])).lines).toEqual([]);
  expect((await find([edited, { ...ADDON, spec: { checksum: sha256('before') } }])).lines).toEqual([]);
  expect((await find([edited, { ...ADDON, spec: {} }])).lines).toEqual([]);
  expect((await find([edited, ADDON])).lines).toHaveLength(1);
});

const UNKNOWN = 'error: no matches for kind "A" in version "b/v1"\nensure CRDs are installed first\n';
const { stdout } = answer([CHART, ADDON]);
test.each<[title: string, said: Answer, unasked: string | undefined]>([
  ['knows all kinds', { exitCode: 0, stdout, stderr: 'Warning: v1 Endpoints is deprecated\n' }, undefined],
  ['knows nothing of a kind', { exitCode: 1, stdout, stderr: UNKNOWN }, undefined],
  ['is down', { exitCode: 1, stdout: '', stderr: 'The connection to the server was refused\n' }, 'does not answer'],
  [
    'is down, and knows nothing',
    { exitCode: 1, stdout: '', stderr: `${UNKNOWN}Unable to connect\n` },
    'does not answer',
  ],
  ['says nothing', { exitCode: 1, stdout: '', stderr: '' }, 'does not answer'],
  ['hangs', { exitCode: 124, stdout: stdout.slice(0, 20), stderr: '' }, 'does not answer'],
  ['is cut off', { exitCode: 0, stdout: stdout.slice(0, 20), stderr: '' }, 'does not answer'],
])('an API that %s', async (_, said, unasked) => {
  expect((await find(said)).unasked).toBe(unasked === undefined ? undefined : `the Kubernetes API ${unasked}`);
});

test('what was printed before a connection was lost is not told: secrets are in it', async () => {
  const printed = { stdout: '{"data": {"token": "c2VjcmV0"}}' };
  for (const reason of ['exit', 'cut', 'timeout'] as const) {
    const error = new HostError(
      { name: 's1', describe: () => 's1' },
      { reason, argv: ['sh'], exitCode: 2, ...printed },
    );
    expect((await find(error)).unasked).toBe(`s1: ${error.what}`);
  }
});

test('where nothing is done in the cluster it is not asked, and it may be given less time', async () => {
  const { asked, lines } = await find([], { k3s: 'v1' }, { isHostsOnly: true });
  expect({ asked, lines }).toEqual({ asked: [], lines: [] });
  expect((await find([], {}, { limit: 15 })).asked[0]?.[3]).toBe('15');
});

test('a server that does not answer, or does not run k3s', async () => {
  const error = new HostError({ name: 's1', describe: () => 's1' }, { reason: 'unreachable', argv: ['sh'] });
  expect((await find(error)).unasked).toContain('the host does not answer');
  expect(await find([], { units: new Map() })).toMatchObject({
    asked: [],
    unasked: 'k3s does not run on the first server',
  });
});
