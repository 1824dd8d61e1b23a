import type { Platform } from '../platform/platform.ts';
import type { Host } from '../system/hosts/host.ts';
import type { Access, HostName } from './provider.ts';
import { providerOf } from './providers.ts';

/** A host as it is recorded when a cluster is made. */
export type HostOfProvider = HostName & { readonly provider: string };

/** The machines of the cluster, in the order of its nodes: servers first. None is connected to before its first command. */
export function hostsOf(
  { cluster }: Pick<Platform, 'cluster'>,
  access: Omit<Access, 'cluster'>,
): Promise<readonly Host[]> {
  const { name, provider, nodes } = cluster;
  const hosts = nodes.map((node) => ({ name: node.name, provider, ...node.reach }));
  return recordedHosts(hosts, { ...access, cluster: name });
}

/** Hosts as they were recorded, whatever the settings say now. */
export function recordedHosts(hosts: readonly HostOfProvider[], access: Access): Promise<readonly Host[]> {
  return Promise.all(hosts.map((it) => providerOf(it).host(it, access)));
}
