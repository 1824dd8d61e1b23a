import type { Platform } from '../platform/platform.ts';
import type { Host } from '../system/hosts/host.ts';
import type { AskedCluster } from './ask-server.ts';

/** A cluster as commands are given it, whose hosts are those that `up` recorded; those with an `s` in front are servers. */
export function askedOf(
  platform: Platform,
  hosts: readonly Host[],
  signal = new AbortController().signal,
): AskedCluster {
  return {
    ...{ platform, hosts, signal },
    recorded: hosts.map(({ name }) => ({
      ...{ name, provider: 'ssh', machineId: `of-${name}` },
      role: name.startsWith('s') ? 'server' : 'agent',
    })),
    identity: { cluster: 'test', id: 'a1fa', origins: new Set<string>() },
  };
}
