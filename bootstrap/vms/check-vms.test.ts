import { expect, test } from '@jest/globals';
import { Multipass } from '../../providers/multipass/multipass.ts';
import { vms } from '../../providers/multipass/testing.ts';
import { load } from '../../settings/testing.ts';
import { formatProblem } from '../../system/problem.ts';
import { bareFacts } from '../testing.ts';
import { checkVms, otherSizes } from './check-vms.ts';
import { vmSpecs } from './vm-specs.ts';

const multipass = new Multipass();
const GIB = 2 ** 30;
const specsOf = (cluster: object) =>
  vmSpecs(load({ cluster: { provider: 'multipass', name: 'lab', ...cluster } }).platform);
const specs = specsOf({ agents: { count: 1 } });
const problems = (found: ReturnType<typeof vms>, recorded: string[] = [], memory = 64 * GIB, wanted = specs) => {
  const hosts = recorded.map((name) => ({ name, role: 'agent', provider: 'multipass' }) as const);
  return checkVms({ specs: wanted, vms: multipass, found, recorded: hosts, memory }).map(formatProblem);
};

test('nothing is wrong with names that are free, or recorded', () => {
  expect(problems(vms('others'))).toEqual([]);
  expect(problems(vms('lab-server-1', ['lab-agent-1', 'Stopped']), ['lab-server-1', 'lab-agent-1'])).toEqual([]);
});

test('VMs of others and deleted ones are all reported at once, with what fixes it', () => {
  expect(problems(vms('lab-server-1', ['lab-agent-1', 'Deleted']), ['lab-agent-1'])).toEqual([
    'error: lab-server-1: a VM of this name is there already, and not from this cluster\n' +
      '  If it is from this cluster, start it and run `npx hubwright adopt`. Otherwise give the cluster another `name`, ' +
      'or delete that VM with everything in it: `multipass delete --purge lab-server-1`.',
    'error: lab-agent-1: a VM of this name is deleted and not purged, so Multipass does not give the name away\n' +
      '  Bring it back with `multipass recover lab-agent-1`, or let it go with everything in it: ' +
      '`multipass delete --purge lab-agent-1`.',
  ]);
});

test('a VM that was set up and is gone is not replaced by an empty one, unless all are gone', () => {
  const setUp = ['lab-server-1', 'lab-agent-1'].map(
    (name) =>
      ({
        name,
        role: name === 'lab-server-1' ? 'server' : 'agent',
        provider: 'multipass',
        machineId: `of-${name}`,
      }) as const,
  );
  const found = (...there: string[]) =>
    checkVms({ specs, vms: multipass, found: vms(...there), recorded: setUp, memory: 64 * GIB }).map(formatProblem);
  expect(found('lab-server-1')).toEqual([
    'error: lab-agent-1: its VM was deleted, and the rest of the cluster is there\n' +
      '  Bring the homes back that were on it, `npx hubwright node drain lab-agent-1 --lost`, take it out, ' +
      '`npx hubwright down --node lab-agent-1 --forget`, and run `npx hubwright up`, which creates a new VM.',
  ]);
  expect(found('lab-agent-1')).toEqual([
    'error: lab-server-1: its VM was deleted, and the rest of the cluster is there\n' +
      '  Bring the whole cluster back, `npx hubwright restore --cluster`, or delete the rest of it, `npx hubwright down`.',
  ]);
  expect(found()).toEqual([]);
  // What is lost is what a restore brings back.
  const look = { specs, vms: multipass, found: vms('lab-agent-1'), recorded: setUp, memory: 64 * GIB };
  expect(checkVms({ ...look, isRestore: true })).toEqual([]);
  expect(problems(vms('lab-server-1'), ['lab-server-1', 'lab-agent-1'])).toEqual([]);
});

test('VMs that k3s has no room in are reported before they are made, and more memory than there is', () => {
  const small = specsOf({ servers: { memory: '1Gi' }, agents: { count: 1, disk: '8Gi' } });
  expect(problems(vms(), [], 4 * GIB, small).map((it) => it.split('\n')[0])).toEqual([
    'error: lab-server-1: it is to have 1.0 GiB of memory',
    'error: lab-agent-1: it is to have 8.0 GiB of disk',
    'warning: this machine: the VMs need 5.0 GiB of memory in total, and this machine has 4.0 GiB',
  ]);
});

test('a VM of other sizes than the settings say is reported with the commands that change it', () => {
  const facts = (total: number, cpus = 2) => {
    return new Map([['lab-agent-1', bareFacts('10.9.0.2', { cpus, memory: { total, available: total } })]]);
  };
  expect(otherSizes(specs, multipass, facts(3.8 * GIB))).toEqual([]);
  expect(otherSizes(specs, multipass, facts(3.8 * GIB, 1))).toHaveLength(1);
  expect(otherSizes(specs, multipass, facts(1.9 * GIB)).map(formatProblem)).toEqual([
    'warning: lab-agent-1: it has 2 CPUs and 1.9 GiB of memory, platform.yaml says 2 and 4.0 GiB\n' +
      '  Change it: `multipass stop lab-agent-1 && multipass set local.lab-agent-1.cpus=2 && ' +
      'multipass set local.lab-agent-1.memory=4096M`, then `npx hubwright up`.',
  ]);
});
