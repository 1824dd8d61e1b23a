import { expect, test } from '@jest/globals';
import { paths } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import { putTogether } from '../../cluster/record/recorded-changes.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { sha256 } from '../../system/sha256.ts';
import { bareFacts, fakeHost } from '../testing.ts';
import { findDrift } from './find-drift.ts';

const labels = { disk: 'fast' };
const { platform } = load({
  cluster: { provider: 'ssh', servers: [{ name: 's1', address: '10.0.0.1', labels }] },
});
const FILE = 'hub.k8s.yaml';
const metadata = { name: 'jupyterhub', namespace: 'kube-system' };
const CHART = { apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart', metadata, spec: { chart: 'jupyterhub' } };
const TEXT = JSON.stringify(CHART);
const CONFIG = { apiVersion: 'helm.cattle.io/v1', kind: 'HelmChartConfig', metadata };
const NODE = {
  ...{ apiVersion: 'v1', kind: 'Node', metadata: { name: 's1', annotations: { 'hubwright/labels': 'disk=fast' } } },
  status: { conditions: [], nodeInfo: { kubeletVersion: 'v1.36.5+k3s1' } },
};
const units = new Map([['k3s', { state: 'active', isEnabled: true }]]);
const file = { mode: 0o600, owner: 'root:root', bytes: 1, sha256: sha256(TEXT), isOurs: false };

async function find(items: readonly object[] | HostError, changes: Partial<HostFacts> = {}) {
  const files = new Map([[`${paths.manifests}/${FILE}`, file]]);
  const facts = new Map([['s1', bareFacts('10.0.0.1', { units, files, ...changes })]]);
  const asked: string[][] = [];
  const server = fakeHost('s1', {
    run: async (argv) => {
      asked.push([...argv]);
      if (items instanceof HostError) throw items;
      return { exitCode: 0, stdout: JSON.stringify({ kind: 'List', items }), stderr: '' };
    },
  });
  const recorded = putTogether([], 'f00d');
  const signal = new AbortController().signal;
  const found = await findDrift({ platform, facts, manifests: new Map([[FILE, TEXT]]), server, recorded, signal });
  return { asked, lines: found.drifts.map((it) => `${it.where}: ${it.what}`), unasked: found.unasked };
}

test('the first server is asked once, for what the settings and k3s may know', async () => {
  const { asked, lines } = await find([CHART, { ...NODE, metadata: { ...NODE.metadata, labels } }]);
  expect(asked.map((it) => it.slice(3))).toEqual([
    [
      'helm.cattle.io/v1 HelmChart kube-system jupyterhub',
      'v1 Node - s1',
      'helm.cattle.io/v1 HelmChartConfig kube-system jupyterhub',
    ],
  ]);
  expect(lines).toEqual([]);
});

test('labels, objects, and what overrides a release', async () => {
  const { lines } = await find([{ ...CHART, spec: { chart: 'other' } }, NODE, CONFIG]);
  expect(lines).toEqual([
    'hub.k8s.yaml: HelmChart kube-system/jupyterhub has another spec.chart',
    's1: its label disk was removed',
    'jupyterhub: HelmChartConfig kube-system/jupyterhub was not made by Hubwright',
  ]);
});

test('objects of a manifest that is not in place are not compared: k3s applies it whole', async () => {
  const { lines } = await find([{ ...CHART, spec: { chart: 'other' } }], { files: new Map() });
  expect(lines).toEqual([]);
});

test('a server that does not answer, or does not run k3s', async () => {
  const error = new HostError({ name: 's1', describe: () => 's1' }, { reason: 'unreachable', argv: ['sh'] });
  expect((await find(error)).unasked).toContain('the host does not answer');
  expect(await find([], { units: new Map() })).toMatchObject({
    asked: [],
    unasked: 'k3s does not run on the first server',
  });
});
