import type { RecordedHost } from './cluster/cluster-folder.ts';

/** What goes: a whole cluster, or one node of it. */
export type Subject = { readonly cluster: string } | { readonly node: string; readonly isForgotten?: boolean };

/** What `down` is about to delete, for a person to read before they agree. */
export function describeLoss(hosts: readonly RecordedHost[], subject: Subject): string {
  if ('node' in subject) {
    const [host] = hosts;
    return [
      `This takes ${subject.node} (${host && placeOf(host)}) out of the cluster for good:`,
      '  all home folders that are on it, with all work in them; its users cannot start a server until you delete their',
      '  claims, and those who work there now are cut off',
      ...(subject.isForgotten || host === undefined ? [] : [`  ${contentsOf(host)}`]),
    ].join('\n');
  }
  return [
    `This deletes the cluster ${subject.cluster} for good:`,
    ...hosts.map((it) => `  ${it.name}: ${contentsOf(it)} (${placeOf(it)})`),
    '  all home folders that are on these hosts, with all work in them',
    "  the hub's database: users, changed passwords, running servers",
    '  its token, its kubeconfig and the known host keys on this machine',
    'Homes on a storage class of your own and a PostgreSQL server of yours stay.',
  ].join('\n');
}

function placeOf({ provider, address, name }: RecordedHost): string {
  return provider === 'multipass' ? `Multipass VM ${name}` : (address ?? 'this machine');
}

function contentsOf({ provider }: RecordedHost): string {
  return provider === 'multipass' ? 'the whole VM, with every volume on it' : 'k3s, its images and every volume on it';
}
