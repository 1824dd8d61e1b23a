import type { Node } from '../../platform/nodes.ts';
import type { SettingsProblem } from '../../system/problem.ts';
import { provider } from '../provider.ts';
import { deletion } from './deletion.ts';
import { knownProblems } from './known-problems.ts';
import { program } from './program.ts';
import { type MultipassCluster, schema } from './settings.ts';

const ROLES = ['server', 'agent'] as const;

/** VMs on this machine. */
export const multipass = provider({
  schema,
  check: checkGpus,
  nodes: (cluster) => ROLES.flatMap((role) => nodesOf(cluster, role)),
  host: async ({ name }, { exec }) => new (await import('./multipass-host.ts')).MultipassHost(name, exec),
  place: ({ name }) => `Multipass VM ${name}`,
  vms: { deletion, open: async (run) => new (await import('./multipass.ts')).Multipass(run) },
  programs: [program],
  knownProblems,
  init: {
    place: 'on three VMs of this machine, made by Multipass',
    asksForHosts: false,
    cluster: ({ name }, sample) => ({ ...sample, name, provider: 'multipass' }),
  },
});

/** They are called `<cluster>-server-1`, `<cluster>-agent-1` and so on. */
function nodesOf(cluster: MultipassCluster, role: Node['role']): Node[] {
  const { count, cpus, memory, disk, gpus, labels, taints } = cluster[`${role}s`];
  return Array.from({ length: count }, (_, i) => ({
    name: `${cluster.name}-${role}-${i + 1}`,
    role,
    path: ['cluster', `${role}s`],
    cpus,
    memory,
    gpus,
    gpuSharing: undefined,
    labels,
    taints,
    // Where Multipass has put a VM is known once it runs.
    reach: {},
    nodeIp: undefined,
    interface: undefined,
    made: { cpus, memory, disk },
    isHere: false,
    hasOwnNetworks: false,
    hasUsableGpus: false,
  }));
}

function checkGpus(cluster: MultipassCluster): SettingsProblem[] {
  return ROLES.filter((role) => cluster[`${role}s`].gpus > 0 && cluster[`${role}s`].count > 0).map((role) => ({
    path: ['cluster', `${role}s`, 'gpus'],
    severity: 'warning',
    message: 'Multipass VMs have no GPU: a server that needs one stays pending',
    fix: 'use provider "ssh" for hosts with GPUs, or set it to 0',
  }));
}
