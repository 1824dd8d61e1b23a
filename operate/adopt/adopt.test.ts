import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { clusterFolder, readState, saveSecret, writeState } from '../../cluster/cluster-folder.ts';
import { load } from '../../settings/testing.ts';
import { CommandError, type Run } from '../../system/exec.ts';
import { UserError } from '../../system/user-error.ts';
import { adopt } from './adopt.ts';

const ID = 'a1fa0000';
const CA = 'c'.repeat(64);
const FULL = `K10${CA}::server:secret`;
const ENTRY = {
  version: 1,
  revision: 3,
  change: 'c3',
  after: [],
  command: 'up',
  operator: 'bo@b',
  from: 0,
  result: 'done',
  hubwright: '1.0.0',
};

/** What hosts have, by their addresses: the mark's node, and files by path. */
type Machines = Record<string, { readonly node: string; readonly files?: Readonly<Record<string, string>> }>;

const SERVER_FILES = {
  '/var/lib/rancher/k3s/server/token': `${FULL}\n`,
  '/etc/rancher/k3s/hubwright-token': 'secret\n',
  '/etc/rancher/k3s/k3s.yaml': '{clusters: [{name: default, cluster: {}}], users: [{name: default, user: {}}]}',
};
const recordOf = (names: readonly string[], more: object = {}) => {
  const hosts = names.map((name) => {
    const role = name.startsWith('s') ? 'server' : 'agent';
    return { name, role, provider: 'ssh', address: name, machineId: `machine-${name}` };
  });
  const state = {
    version: 1,
    id: ID,
    hosts,
    manifests: ['old.k8s.yaml'],
    refused: ['gone'],
    revision: 3,
    change: 'c3',
    ...more,
  };
  return { '/var/lib/hubwright/state.json': JSON.stringify(state) };
};

/** `ssh` to these machines, which show keys of their own. */
function sshTo(machines: Machines): Run {
  return async (command, args, options) => {
    const address = args.at(args.indexOf('--') + 1) ?? '';
    const machine = machines[address];
    if (machine === undefined) throw new CommandError(command, 'exit', 255, '', 'No route to host');
    if (args.includes('-M')) showKey(args);
    const words = Buffer.from(args.at(-1)?.split(' ').at(-1) ?? '', 'base64').toString();
    const answer = (stdout: string, exitCode = 0) => ({ exitCode, stdout, stderr: '' });
    if (`${options.input}`.includes('say end ok')) return answer(factsOf(machine.node));
    if (words.includes('read-file')) {
      const found = Object.entries(machine.files ?? {}).find(([path]) => words.includes(path));
      return found === undefined ? answer('', 44) : answer(`${found[1]}.`);
    }
    const state = machine.files?.['/var/lib/hubwright/state.json'];
    return answer(words.includes('revisions') && state !== undefined ? `${state}\n${JSON.stringify(ENTRY)}` : '');
  };
}

function showKey(args: readonly string[]): void {
  const option = (name: string) => args.find((it) => it.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const host = option('HostKeyAlias');
  const file = option('UserKnownHostsFile').replaceAll('"', '');
  if (!readFileSync(file, 'utf8').includes(`${host} `)) {
    appendFileSync(file, `${host} ssh-ed25519 ${Buffer.from(host).toString('base64')}\n`);
  }
}

const factsOf = (node: string) =>
  [
    `machine-id\tmachine-${node}`,
    'unit\tk3s active enabled',
    `mark\t${JSON.stringify({ version: 1, cluster: 'lab', id: ID, node })}`,
    `k3s-origin\t${CA}`,
    'end\tok',
  ].join('\n');

let directory: string;
let notes: string[];
const folder = () => clusterFolder(directory, 'lab');
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hubwright-adopt-'));
  notes = [];
});

/** Adopts what is at `s1` and `a1`. */
async function adoptLab(machines: Machines, confirm: (keys: string[]) => void = () => {}) {
  const [servers, agents] = [['s1'], ['a1']].map((names) => names.map((name) => ({ name, address: name })));
  return adopt({
    platform: load({ cluster: { provider: 'ssh', name: 'lab', servers, agents } }).platform,
    directory,
    confirmKeys: async (keys) => confirm(keys.map((it) => it.host)),
    reporter: { note: (text) => notes.push(text), progress: () => {} },
    exec: sshTo(machines),
    signal: new AbortController().signal,
  });
}

const A1 = { node: 'a1' };
const S1 = { node: 's1', files: { ...SERVER_FILES, ...recordOf(['s1', 'a1']) } };

test('a cluster is known afterwards as its servers know it', async () => {
  const asked: string[][] = [];
  const { hosts, isChanged, last } = await adoptLab({ s1: S1, a1: A1 }, (keys) => asked.push(keys));
  expect([isChanged, last?.operator, hosts.map(({ name }) => name), notes]).toEqual([true, 'bo@b', ['s1', 'a1'], []]);
  expect(asked.map((it) => it.sort())).toEqual([['a1', 's1']]);
  expect(readState(folder())).toEqual({
    id: ID,
    hosts: [
      { name: 's1', role: 'server', provider: 'ssh', address: 's1', machineId: 'machine-s1' },
      { name: 'a1', role: 'agent', provider: 'ssh', address: 'a1', machineId: 'machine-a1' },
    ],
    manifests: ['old.k8s.yaml'],
    refused: ['gone'],
  });
  const files = ['join-token', 'known_hosts', 'kubeconfig', 'state.json', 'token'];
  expect(readdirSync(folder()).sort()).toEqual(files);
  for (const name of files) expect([name, statSync(join(folder(), name)).mode & 0o777]).toEqual([name, 0o600]);
  expect([readFileSync(join(folder(), 'token'), 'utf8'), readFileSync(join(folder(), 'join-token'), 'utf8')]).toEqual([
    'secret',
    FULL,
  ]);
  expect(await adoptLab({ s1: S1, a1: A1 }, () => asked.push([]))).toMatchObject({ isChanged: false });
  expect([asked.length, readdirSync(join(directory, '.hubwright'))]).toEqual([1, ['lab']]);
});

test('hosts that are recorded and not in the settings are asked too, and need not answer', async () => {
  const server = { node: 's1', files: { ...SERVER_FILES, ...recordOf(['s1', 'a1', 'a2', 'a3']) } };
  const { hosts } = await adoptLab({ s1: server, a2: { node: 'a2' } });
  expect(hosts.map(({ name, machineId }) => `${name} ${machineId}`)).toEqual(
    ['s1', 'a1', 'a2', 'a3'].map((name) => `${name} machine-${name}`),
  );
  const silent = 'does not answer; the servers have it recorded as a host of this cluster';
  expect(notes).toEqual([`a1 (a1 over SSH) ${silent}`, `a3 (a3 over SSH) ${silent}`]);
});

test('a restore that has begun elsewhere is named, and can be given up from here', async () => {
  const unfinished = {
    command: 'restore --cluster',
    operator: 'bo@b',
    since: new Date(2026, 10, 27, 10, 12).getTime(),
  };
  const server = { node: 's1', files: { ...SERVER_FILES, ...recordOf(['s1', 'a1'], { unfinished }) } };
  expect(await adoptLab({ s1: server, a1: A1 })).toMatchObject({ isChanged: true });
  expect(notes).toEqual([
    'the restore of this cluster that bo@b began at 2026-11-27 10:12 has not finished; until then, nothing else changes it. ' +
      '`npx hubwright restore --cluster` continues it, in the folder where it began. To give it up instead, ' +
      '`npx hubwright down` takes what it has done off the hosts; the backups stay as they are.',
  ]);
  expect(readState(folder()).hosts.map(({ name }) => name)).toEqual(['s1', 'a1']);
});

test('a VM that this folder has begun to launch stays known', async () => {
  const vm = { name: 'vm1', role: 'agent', provider: 'multipass' } as const;
  const gone = { ...vm, name: 'gone', machineId: 'machine-gone' };
  writeState(folder(), { id: ID, hosts: [vm, gone], manifests: [], refused: [] });
  const { hosts } = await adoptLab({ s1: S1, a1: A1 });
  expect(hosts.map(({ name }) => name)).toEqual(['s1', 'a1', 'vm1']);
});

test('without a record, hosts are what they are marked as, and what this folder alone knows stays', async () => {
  const server = { node: 's1', files: SERVER_FILES };
  await expect(adoptLab({ s1: server })).rejects.toThrow('a1: a1 over SSH: the host does not answer');
  const other = { name: 'a9', role: 'agent', provider: 'ssh', address: 'a9' } as const;
  writeState(folder(), { id: ID, hosts: [other], manifests: ['mine.k8s.yaml'], refused: [] });
  const { hosts, last } = await adoptLab({ s1: server, a1: A1 });
  expect([hosts.map(({ name }) => name), last]).toEqual([['s1', 'a1', 'a9'], undefined]);
  expect(readState(folder()).manifests).toEqual(['mine.k8s.yaml']);
});

test('keys that are not trusted leave nothing behind', async () => {
  const refuse = () => {
    throw new UserError('not my keys');
  };
  await expect(adoptLab({ s1: S1, a1: A1 }, refuse)).rejects.toThrow('not my keys');
  expect(readdirSync(join(directory, '.hubwright'))).toEqual([]);
});

test('keys that an `up` took unseen are asked for, and those of a cluster that is known are not', async () => {
  const asked: string[][] = [];
  saveSecret(folder(), 'known_hosts', `s1 ssh-ed25519 ${Buffer.from('s1').toString('base64')}\n`);
  await adoptLab({ s1: S1, a1: A1 }, (keys) => asked.push(keys.sort()));
  saveSecret(folder(), 'known_hosts', `s1 ssh-ed25519 ${Buffer.from('s1').toString('base64')}\n`);
  await adoptLab({ s1: S1, a1: A1 }, (keys) => asked.push(keys));
  expect(asked).toEqual([['a1', 's1'], ['a1']]);
});

test.each([
  [
    'by its id',
    { id: 'be7a0000' },
    'other',
    / is of another cluster called lab \(be7a0000\); these hosts are of a1fa0000$/,
  ],
  ['by its token', {}, 'other', / is of another cluster called lab; these hosts are of a1fa0000$/],
])('a folder of another cluster is left as it is: %s', async (_, state, token, message) => {
  writeState(folder(), {
    ...state,
    hosts: [{ name: 's1', role: 'server', provider: 'ssh' }],
    manifests: [],
    refused: [],
  });
  saveSecret(folder(), 'token', token);
  await expect(adoptLab({ s1: S1, a1: A1 })).rejects.toThrow(message);
  expect([readFileSync(join(folder(), 'token'), 'utf8'), existsSync(join(folder(), 'join-token'))]).toEqual([
    token,
    false,
  ]);
});

test('k3s that has never started is nothing to adopt', async () => {
  await expect(adoptLab({ s1: { node: 's1' }, a1: A1 })).rejects.toThrow('s1: k3s is installed, and has never started');
});
