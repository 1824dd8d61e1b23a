import * as z from 'zod';
import { capacity, common, gpuSharing } from '../../platform/schema/cluster.ts';
import { size } from '../../platform/schema/scalars.ts';
import { provider } from '../provider.ts';

const schema = z.strictObject({
  provider: z.literal('local').describe('This machine is the whole cluster.'),
  ...common,
  cpus: z.int().min(1).max(1024).optional().describe('Processors, for the capacity report.'),
  memory: size().optional().describe('Memory, for the capacity report.'),
  ...capacity,
  gpuSharing,
});

/** This machine. */
export const local = provider({
  schema,
  check: () => [],
  nodes: ({ name, cpus, memory, gpus, gpuSharing, labels, taints }) => [
    {
      name,
      role: 'server',
      path: ['cluster'],
      cpus,
      memory,
      gpus,
      gpuSharing,
      labels,
      taints,
      reach: {},
      nodeIp: undefined,
      interface: undefined,
      made: undefined,
      isHere: true,
      hasOwnNetworks: false,
      hasUsableGpus: true,
    },
  ],
  host: async ({ name }) => new (await import('./local-host.ts')).LocalHost(name),
  place: () => 'this machine',
  vms: undefined,
  programs: [],
  knownProblems: [],
  init: { place: 'on this machine alone', asksForHosts: false, cluster: ({ name }) => ({ name, provider: 'local' }) },
});
