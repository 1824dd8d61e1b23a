import { expect, test } from '@jest/globals';
import { load } from '../../settings/testing.ts';
import { k3sNodes } from '../cluster/node-config.ts';
import { assumedFacts } from '../vms/assumed-facts.ts';
import { vmSpecs } from '../vms/vm-spec.ts';
import { survey } from './survey.ts';

test('VMs of the cluster that are off count as its own', async () => {
  const { platform } = load({ cluster: { provider: 'multipass' } });
  const assumed = new Map(vmSpecs(platform).map((it) => [it.name, assumedFacts(it)]));
  const recorded = k3sNodes(platform).map(({ name, role }) => {
    return { name, role, provider: 'multipass', machineId: `machine-${name}` } as const;
  });
  const { signal } = new AbortController();
  const rest = { directory: '.', hosts: new Map(), manifests: [], archives: [], signal };
  expect((await survey({ platform, recorded, assumed, ...rest })).findings).toEqual([]);
});
