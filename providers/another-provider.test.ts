import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { down } from '../bootstrap/down.ts';
import { shipToNode } from '../bootstrap/images/ship.ts';
import { describeLoss } from '../bootstrap/loss.ts';
import { plainSteps } from '../bootstrap/plan/step-reporter.ts';
import { type UpOptions, up } from '../bootstrap/up.ts';
import { readIdentity } from '../cluster/claim.ts';
import { clusterFolder, readHosts } from '../cluster/cluster-folder.ts';
import { knownProblem } from '../cluster/known-problems.ts';
import { examine } from '../operate/doctor/doctor.ts';
import { showLogs } from '../operate/logs.ts';
import { readStatus } from '../operate/read-status.ts';
import { complaints, folderWith, load } from '../settings/testing.ts';
import type { Host } from '../system/hosts/host.ts';
import { hostsOf, recordedHosts } from './hosts.ts';
import type { Provider } from './provider.ts';
import { PROVIDERS } from './providers.ts';
import { withLibvirt } from './testing.ts';

/* A provider is one value, and a line that names it: this shows one that Hubwright does not have. */

const CLUSTER = { provider: 'libvirt', name: 'lab', count: 2, memory: '2Gi', labels: { disk: 'fast' } };
const { signal } = new AbortController();

/** A project on such VMs, none of which is made yet. */
async function project(cluster: object = {}) {
  const { made } = withLibvirt();
  const { platform } = load({ cluster: { ...CLUSTER, ...cluster } });
  const directory = folderWith({ 'dist/hubwright-hub.k8s.yaml': 'kind: HelmChart\n' });
  const hosts = await hostsOf(platform, { directory });
  const lines: string[] = [];
  const add = (line: string) => lines.push(line);
  const reporter = { print: add, note: add, progress: add };
  const options = { platform, directory, hosts, reporter, reportSteps: () => plainSteps(reporter), signal };
  const run = (more: Pick<UpOptions, 'dryRun' | 'only'>) => up({ ...options, ...more });
  return { ...options, made, lines, folder: clusterFolder(directory, 'lab'), up: run };
}

test('its settings are part of platform.yaml, with checks and nodes of their own', () => {
  withLibvirt();
  const loaded = (cluster: object) => load({ cluster: { ...CLUSTER, ...cluster } }).platform;
  expect(loaded({}).cluster.nodes.map(({ name, role, labels }) => ({ name, role, labels }))).toEqual([
    { name: 'lab-0', role: 'server', labels: { disk: 'fast' } },
    { name: 'lab-1', role: 'agent', labels: { disk: 'fast' } },
  ]);
  expect(complaints(() => loaded({ uri: 'here' }))).toEqual([
    expect.stringContaining('cluster.uri: no URI; write qemu:///system'),
  ]);
  expect(complaints(() => loaded({ cuont: 1 }))[0]).toContain('cluster.cuont: unknown key; did you mean "count"?');
});

test('a rehearsal prints how its VMs are made, and everything after that', async () => {
  const { up, lines, made } = await project();
  await up({ dryRun: true });
  // A machine with little memory warns before.
  const first = lines.findIndex((it) => it.startsWith('assuming'));
  expect(lines[first]).toBe('assuming a fresh Ubuntu for VMs that are not running: lab-0, lab-1');
  expect(lines.slice(first + 1, first + 7)).toEqual([
    'vm/lab-0: Get the VM running',
    '  virt-install --name lab-0 --vcpus 4',
    '  wait for lab-0 to run and to have an address, at most 15 minutes',
    '  virsh qemu-agent-command lab-0 cloud-init status --wait --long',
    '  virsh qemu-agent-command lab-0 cat /etc/hubwright/cluster.json: see that it is the VM of this cluster',
    'vm/lab-1: Get the VM running',
  ]);
  expect(lines.filter((it) => /^\w+\/lab-1:/.test(it)).map((it) => it.split('/')[0])).toEqual([
    'vm',
    'mark',
    'install',
    'config',
    'start',
  ]);
  expect(made.size).toBe(0);
});

test('its VMs are made, known by their mark, and taken away again', async () => {
  const { up, made, folder, directory, reporter, lines } = await project();
  await up({ dryRun: false, only: 'vm' });
  expect([...made.keys()]).toEqual(['lab-0', 'lab-1']);
  // They are made at the same time.
  const going = [...readHosts(folder)].sort((a, b) => a.name.localeCompare(b.name));
  expect(going).toEqual([
    { name: 'lab-0', role: 'server', provider: 'libvirt', machineId: 'of-lab-0' },
    { name: 'lab-1', role: 'agent', provider: 'libvirt', machineId: 'of-lab-1' },
  ]);
  expect(describeLoss(going, 'lab')).toContain('lab-1: the whole VM, with every volume on it (domain lab-1)');

  const hosts = await recordedHosts(going, { cluster: 'lab', directory });
  const identity = readIdentity(folder, 'lab');
  await down({ folder, hosts, going, identity, isForgotten: false, isForced: false, reporter, signal });
  expect(lines.filter((it) => it.startsWith('removed')).sort()).toEqual(['removed   lab-0', 'removed   lab-1']);
  expect([made.size, existsSync(folder)]).toEqual([0, false]);
});

test('a VM of others under one of its names is left alone', async () => {
  const { up, made } = await project();
  made.set('lab-1', '');
  await expect(up({ dryRun: false, only: 'vm' })).rejects.toThrow('lab-1: a VM of this name is there already');
  expect([...made.keys()]).toEqual(['lab-1']);
});

test('a VM that is too small is reported with the setting that makes it so', async () => {
  const { up } = await project({ disk: '5Gi' });
  await expect(up({ dryRun: true })).rejects.toThrow('Set `cluster.disk` to at least 10Gi.');
});

test('`doctor` checks its programs and its VMs', async () => {
  const options = await project();
  const run = async () => ({ exitCode: 0, stdout: '10.0.0', stderr: '' });
  const checks = await examine({ ...options, fresh: new Map(), now: 0, mostPasswords: 0, run });
  const states = checks.map(({ id, state, detail }) => [id, state, detail]);
  expect(states).toContainEqual(['tool/virsh', 'ok', '10.0.0']);
  expect(states).toContainEqual(['host/lab-1', 'no cluster yet', expect.any(String)]);
});

test('no command takes a VM that was replaced for the one that was set up', async () => {
  const { platform, hosts } = await project();
  const recorded = [{ name: 'lab-0', role: 'server', provider: 'libvirt', machineId: 'another' }] as const;
  const identity = { cluster: 'lab', id: undefined, origins: new Set<string>() };
  const input = { platform, hosts, recorded, identity, signal };
  const status = await readStatus({ ...input, manifests: new Map() });
  expect(status.nodes[0]?.state).toBe('host: a different VM now has this name');
  const logs = { owner: 'hub', follow: false, previous: false, show: () => {} } as const;
  await expect(showLogs({ ...input, ...logs })).rejects.toThrow('lab-0: a different VM now has this name');
  const host = hosts[0] as Host;
  await expect(shipToNode(host, [], { ownership: { recorded, identity } })).rejects.toMatchObject({
    message: 'lab-0 (domain lab-0): a different VM now has this name; nothing was sent',
    fix: expect.stringContaining('`virsh undefine --remove-all-storage lab-0`'),
  });
});

test('its known problems are recognized in what a step prints', () => {
  withLibvirt();
  expect(knownProblem('error: failed to connect to the hypervisor')?.fix).toBe('Start it: `systemctl start libvirtd`.');
});

test('the compiler names what one lacks', () => {
  const { host: _, ...rest } = withLibvirt().libvirt;
  // @ts-expect-error Property 'host' is missing
  const incomplete: Provider = rest;
  expect(incomplete.host).toBeUndefined();
});

test('only its folder asks for a provider by name', () => {
  const root = join(import.meta.dirname, '..');
  const rooms = ['system', 'platform', 'lib', 'settings', 'review', 'cluster', 'bootstrap', 'operate', 'init', 'cli'];
  const names = Object.keys(PROVIDERS).join('|');
  const asks = new RegExp(`[!=]==? '(${names})'|case '(${names})'|'(${names})' [!=]==?`);
  const asking = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((it) => /\.[jt]s$/.test(it) && !/test\.ts$|testing\.ts$/.test(it))
      .filter((it) => asks.test(readFileSync(join(root, room, it), 'utf8')))
      .map((it) => `${room}/${it}`),
  );
  expect(asking).toEqual([]);
});
