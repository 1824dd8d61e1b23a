import { expect, test } from '@jest/globals';
import { k3sNodes } from '../cluster/node-config.ts';
import { load } from '../settings/testing.ts';
import { HostError } from '../system/hosts/host.ts';
import { formatProblem } from '../system/problem.ts';
import { survey } from './survey.ts';
import { fakeHost } from './testing.ts';
import { assumedFacts } from './vms/assumed-facts.ts';
import { vmSpecs } from './vms/vm-specs.ts';

const NOBODY = { cluster: 'test', id: undefined, origins: new Set<string>() };

test('VMs of the cluster that are off count as its own', async () => {
  const { platform } = load({ cluster: { provider: 'multipass' } });
  const assumed = new Map(vmSpecs(platform).map((it) => [it.name, assumedFacts(it)]));
  const recorded = k3sNodes(platform).map(({ name, role }) => {
    return { name, role, provider: 'multipass', machineId: `machine-${name}` } as const;
  });
  const { signal } = new AbortController();
  const rest = { directory: '.', hosts: new Map(), identity: NOBODY, manifests: [], archives: [], signal };
  expect((await survey({ platform, recorded, assumed, ...rest })).problems).toEqual([]);
});

test('a host too busy to answer in full is reported in one line, without half of its answer', async () => {
  const { platform } = load({ cluster: { provider: 'local' } });
  const [{ name } = { name: '' }] = k3sNodes(platform);
  const host = fakeHost(name, {
    run: async (argv) => {
      throw new HostError(host, { reason: 'timeout', argv, stdout: 'hostname\tserver-1' });
    },
  });
  const { signal } = new AbortController();
  const rest = {
    directory: '.',
    hosts: new Map([[name, host]]),
    identity: NOBODY,
    manifests: [],
    archives: [],
    signal,
  };
  const { problems } = await survey({ platform, recorded: [], ...rest });
  expect(problems.map(formatProblem)).toEqual([
    `error: ${name}: ${host.describe()}: it answers, but the probe did not finish in 3 minutes\n` +
      '  See what keeps it busy: `top -b -n 1 | head -20` on it.',
  ]);
});
