import { expect, test } from '@jest/globals';
import { knownProblem } from '../../cluster/known-problems.ts';
import { CommandError } from '../../system/exec.ts';
import { UserError } from '../../system/user-error.ts';
import { Multipass, parseList } from './multipass.ts';
import { MultipassHost } from './multipass-host.ts';
import { fakeMultipass, listed, vms } from './testing.ts';

const failure = async (work: Promise<unknown>): Promise<UserError> => {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof UserError)) throw new Error(`expected a UserError, found ${error}`);
  return error;
};

test('reads the list as Multipass prints it, without the networks of k3s', () => {
  const text = `{
    "list": [
        {"ipv4": ["10.42.0.1", "10.43.0.1", "192.168.64.7"], "name": "a", "release": "Ubuntu 24.04 LTS", "state": "Running",
         "zone": {"available": true, "name": "zone1"}},
        {"ipv4": [], "name": "b", "release": "Not Available", "state": "Delayed Shutdown"}
    ]
}`;
  expect([...parseList(text).values()]).toEqual([
    { name: 'a', state: 'Running', phase: 'running', addresses: ['192.168.64.7'] },
    { name: 'b', state: 'Delayed Shutdown', phase: 'off', addresses: [] },
  ]);
});

test.each([
  [
    'list failed: cannot connect to the multipass socket',
    'the Multipass service is not running',
    'snap start multipass',
  ],
  ['list failed: multipass socket access denied', 'your user may not use', 'group that owns'],
  ['Please ensure that Multipass can read it.', 'Multipass is a snap', 'a folder in your home that is not hidden'],
  ['launch failed: failed to determine IP address', 'the VM got no address', 'multipass stop --force NAME'],
  ['Timed out waiting for instance launch.', 'the VM is slow', 'Make the VMs smaller'],
  ['launch failed: KVM support is not enabled on this machine.', 'cannot run VMs', 'Enable virtualization'],
  ['launch failed: Unable to find an image matching "24.04"', 'cannot fetch the image', '`multipass find`'],
])('tells of "%s" what is likely and what fixes it', async (stderr, cause, fix) => {
  const error = await failure(new Multipass(fakeMultipass({ list: [2, stderr] }).run).list());
  expect(error.message).toBe(`multipass list: exit code 2\n  ${stderr}`);
  expect(knownProblem(error.message)?.message).toContain(cause);
  expect(error.fix).toContain(fix);
});

test('a machine without Multipass gets instructions for installing it', async () => {
  const run = async () => {
    throw new CommandError('multipass list', 'missing', undefined, '', '');
  };
  const error = await failure(new Multipass(run).list());
  expect(error.message).toBe('Multipass is not installed on this machine');
  expect(error.fix).toContain('sudo snap install multipass');
  expect(await new Multipass(run).isInstalled()).toBe(false);
  expect(await new Multipass(fakeMultipass({ version: [2, 'no daemon'] }).run).isInstalled()).toBe(true);
});

test('a host runs its commands in its VM, and asks first whether that runs', async () => {
  const { run, calls } = fakeMultipass({ list: listed(vms('a')) });
  const host = new MultipassHost('a', run);
  await host.run(['id'], { sudo: true, timeout: 600_000 });
  await host.run(['id']);
  expect(
    calls.map((it) =>
      it.replace(/sh -c .*? (?=hubwright [0-9a-f]{64} (root|login))/s, '').replace(/[0-9a-f]{64}/, '#'),
    ),
  ).toEqual([
    'list --format json',
    'exec a --no-map-working-directory -- hubwright # root 600 id',
    'exec a --no-map-working-directory -- hubwright # login 60 id',
  ]);
});

test.each([
  [vms(), 'instance "a" does not exist'],
  [vms(['a', 'Stopped']), 'instance "a" is not running'],
  [vms(['a', 'Deleted']), 'instance "a" is deleted'],
])('a VM that does not run is not started by a command', async (found, message) => {
  const { run, calls } = fakeMultipass({ list: listed(found) });
  const error = await failure(new MultipassHost('a', run).run(['id']));
  expect(error).toMatchObject({ reason: 'unreachable', stderr: message });
  expect(error.fix).toContain('`npx hubwright up` makes and starts the VMs');
  expect(calls).toEqual(['list --format json']);
});
