import { expect, test } from '@jest/globals';
import type { RecordedHost } from '../cluster/cluster-folder.ts';
import { load } from '../settings/testing.ts';
import { CommandError, type Run } from '../system/exec.ts';
import type { Host } from '../system/hosts/host.ts';
import { hostsOf, recordedHosts } from './hosts.ts';

const described = (hosts: readonly Host[]) => hosts.map((host) => `${host.name}: ${host.describe()}`);
const hostsIn = async (cluster: object) =>
  described(await hostsOf(load({ cluster }).platform, { directory: '/project' }));

test('every provider has its hosts, servers first', async () => {
  expect(await hostsIn({ provider: 'local', name: 'lab' })).toEqual(['lab: this machine']);
  expect(await hostsIn({ provider: 'multipass', name: 'lab', agents: { count: 2 } })).toEqual([
    'lab-server-1: Multipass VM lab-server-1',
    'lab-agent-1: Multipass VM lab-agent-1',
    'lab-agent-2: Multipass VM lab-agent-2',
  ]);
  const servers = [{ name: 'a', address: '10.0.0.1', user: 'ada', port: 2222 }];
  expect(await hostsIn({ provider: 'ssh', servers, agents: [{ name: 'b', address: 'b.lab' }] })).toEqual([
    'a: ada@10.0.0.1:2222 over SSH',
    'b: b.lab over SSH',
  ]);
});

test('paths count from the folder of platform.yaml, and what the settings leave out is left to SSH', async () => {
  const calls: string[][] = [];
  const exec: Run = async (_command, args) => {
    calls.push([...args]);
    return { exitCode: 0, stdout: '', stderr: '' };
  };
  const agents = [
    { name: 'b', address: 'b.lab' },
    { name: 'c', address: 'c.lab', key: '~/.ssh/lab' },
  ];
  const cluster = { provider: 'ssh', name: 'lab', servers: [{ name: 'a', address: 'a', key: 'keys/a' }], agents };
  const hosts = await hostsOf(load({ cluster }).platform, { directory: '/tmp/hubwright-hosts-test', exec });
  for (const host of hosts) await host.run(['id'], { sudo: true });
  for (const host of hosts) await host.close();
  const [a = [], b = [], c = []] = ['a', 'b.lab', 'c.lab'].map((to) => calls.find((args) => args.at(-2) === to));
  expect(a).toContain('UserKnownHostsFile="/tmp/hubwright-hosts-test/.hubwright/lab/known_hosts"');
  expect(a[a.indexOf('-i') + 1]).toBe('/tmp/hubwright-hosts-test/keys/a');
  expect(c[c.indexOf('-i') + 1]).toBe('~/.ssh/lab');
  for (const option of ['-l', '-p', '-i']) expect(b).not.toContain(option);
  expect(b.at(-1)).toMatch(/^sh -c '[^'\\!]*' [\w+/=]+$/);
});

test.each([
  [{ provider: 'multipass', name: 'lab' }, 'Install it: `sudo snap install multipass`'],
  [
    { provider: 'ssh', name: 'lab', servers: [{ name: 'a', address: 'a' }] },
    'Install it: `apt-get install openssh-client`.',
  ],
])('where the program that reaches its hosts is missing, %j says how to install it', async (cluster, fix) => {
  const exec: Run = async (command) => {
    throw new CommandError(command, 'missing', undefined, '', '');
  };
  const [host] = await hostsOf(load({ cluster }).platform, { directory: '/tmp/hubwright-hosts-test', exec });
  await expect(host?.run(['id'])).rejects.toMatchObject({ reason: 'missing', fix: expect.stringContaining(fix) });
});

test('what was recorded under several providers is all reached', async () => {
  const recorded: RecordedHost[] = [
    { name: 'test', role: 'server', provider: 'local' },
    { name: 's1', role: 'server', provider: 'ssh', address: '10.0.0.1', machineId: 'x' },
    { name: 'vm-1', role: 'agent', provider: 'multipass' },
  ];
  const access = { cluster: 'test', directory: '/project' };
  expect(described(await recordedHosts(recorded, access))).toEqual([
    'test: this machine',
    's1: 10.0.0.1 over SSH',
    'vm-1: Multipass VM vm-1',
  ]);
  await expect(Promise.resolve().then(() => recordedHosts([{ name: 'a', provider: 'cloud' }], access))).rejects.toThrow(
    'this version of Hubwright has no provider "cloud"',
  );
});
