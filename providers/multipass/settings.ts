import * as z from 'zod';
import { capacity, common, HA_MESSAGE, haCount } from '../../platform/schema/cluster.ts';
import { size } from '../../platform/schema/scalars.ts';

const virtualMachines = (count: number, memory: string) =>
  z
    .strictObject({
      count: z.int().min(0).max(50).default(count).describe('Number of VMs.'),
      cpus: z.int().min(1).max(256).default(2).describe('Processors of each VM.'),
      memory: size().prefault(memory).describe('Memory of each VM.'),
      disk: size().prefault('40Gi').describe('Disk of each VM, allocated as it fills.'),
      ...capacity,
    })
    .prefault({});

/** `cluster` of VMs. */
export const schema = z.strictObject({
  provider: z.literal('multipass').describe('VMs on this machine, created and removed with Multipass.'),
  ...common,
  servers: virtualMachines(1, '4Gi')
    .refine((servers) => haCount(servers.count), {
      path: ['count'],
      error: () => HA_MESSAGE,
    })
    .describe('VMs that run the control plane, and notebook servers too.'),
  agents: virtualMachines(2, '4Gi').describe('VMs that only run notebook servers.'),
});

export type MultipassCluster = z.output<typeof schema>;
