import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { k3sNodes } from '../cluster/node-config.ts';
import type { HostFacts } from '../cluster/probe.ts';
import { load } from '../settings/testing.ts';
import { sha256 } from '../system/sha256.ts';
import { demandOf } from './plan/demand.ts';
import { planCluster } from './plan-cluster.ts';
import { bareFacts, fakeHost } from './testing.ts';

const FILE = 'hubwright-hub.k8s.yaml';
const PATH = `/var/lib/rancher/k3s/server/manifests/${FILE}`;
const manifest = (version: string, values = '{}') =>
  'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: jupyterhub}\n' +
  `spec: {chart: jupyterhub, version: ${version}, valuesContent: "${values}"}\n`;

const host = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });
const { platform } = load({ cluster: { provider: 'ssh', servers: [host('s1')], agents: [host('a1'), host('a2')] } });
const nodes = k3sNodes(platform);

/** The hosts that a part asks, and the nodes that it keeps, where the first server has this manifest. */
async function planned(only: string, before: string) {
  const directory = mkdtempSync(join(tmpdir(), 'hubwright-plan-'));
  mkdirSync(join(directory, 'dist'));
  writeFileSync(join(directory, 'dist', FILE), manifest('4.4.0'));
  const found = { mode: 0o600, owner: 'root:root', bytes: 1, sha256: sha256(before), isOurs: false };
  const assumed = new Map(
    nodes.map(({ name, unit, role }): [string, HostFacts] => {
      const units = new Map([[unit, { state: 'active', isEnabled: true }]]);
      const files = new Map(role === 'server' ? [[PATH, found]] : []);
      return [name, bareFacts(name, { k3s: platform.cluster.k3sVersion, units, files })];
    }),
  );
  const vms = { problems: [], assumed, assumptions: [], steps: [], otherSizes: () => [] };
  const options = {
    ...{ platform, directory, only, dryRun: true, signal: new AbortController().signal },
    hosts: nodes.map(({ name }) => fakeHost(name, { read: async (path) => (path === PATH ? before : undefined) })),
    reporter: { note: () => {}, progress: () => {}, print: () => {} },
  };
  const question = { folder: join(directory, 'test'), demand: demandOf({ only }, nodes, false), vms };
  const plan = await planCluster({ ...question, recorded: [], isFromVms: false }, options);
  return { asked: [...plan.facts.keys()], steps: plan.steps.map((it) => it.id) };
}

test.each([
  ['one that upgrades the hub keeps all nodes, wherever its database is', 'manifests', manifest('4.3.0'), true],
  ['one that changes only values asks the first server', 'manifests', manifest('4.4.0', '{hub: {a: 1}}'), false],
  ['one that replaces nothing asks the first server', 'hub', manifest('4.3.0'), false],
])('a part of an up: %s', async (_, only, before, isAll) => {
  const { asked, steps } = await planned(only, before);
  expect(asked).toEqual(isAll ? ['s1', 'a1', 'a2'] : ['s1']);
  expect(steps.filter((it) => it.startsWith('snapshot/'))).toEqual(
    isAll ? ['snapshot/s1', 'snapshot/a1', 'snapshot/a2'] : [],
  );
});
