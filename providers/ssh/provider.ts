import { join, resolve } from 'node:path';
import type { Node } from '../../platform/nodes.ts';
import { provider } from '../provider.ts';
import { checkHosts } from './check.ts';
import { program } from './program.ts';
import { type SshCluster, schema } from './settings.ts';

/** Hosts that exist, over SSH. */
export const ssh = provider({
  schema,
  check: checkHosts,
  nodes: ({ servers, agents }) => [
    ...servers.map((host, i) => nodeOf(host, 'server', i)),
    ...agents.map((host, i) => nodeOf(host, 'agent', i)),
  ],
  host: async ({ name, address = name, user, port, key }, { cluster, directory, exec, ...access }) => {
    const { SshHost } = await import('./ssh-host.ts');
    const { knownHosts = join(resolve(directory), '.hubwright', cluster, 'known_hosts') } = access;
    // SSH itself knows what `~` is.
    const keyFile = key === undefined || key.startsWith('~') ? key : resolve(directory, key);
    return new SshHost({ name, address, user, port, key: keyFile, knownHosts, exec });
  },
  place: ({ address }) => address ?? 'over SSH',
  vms: undefined,
  programs: [program],
  knownProblems: [],
  init: {
    place: 'on hosts of yours, over SSH',
    asksForHosts: true,
    cluster: ({ name, servers, agents }) => ({
      name,
      provider: 'ssh',
      servers,
      ...(agents.length > 0 && { agents }),
    }),
  },
});

function nodeOf(host: SshCluster['servers'][number], role: Node['role'], i: number): Node {
  const { name, address, user, port, key, cpus, memory, gpus, gpuSharing, labels, taints, nodeIp } = host;
  return {
    name,
    role,
    path: ['cluster', `${role}s`, i],
    cpus,
    memory,
    gpus,
    gpuSharing,
    labels,
    taints,
    reach: { address, user, port, key },
    nodeIp,
    interface: host.interface,
    made: undefined,
    isHere: false,
    hasOwnNetworks: true,
    hasUsableGpus: true,
  };
}
