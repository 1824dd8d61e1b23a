import type { Stored } from '../cluster/on-node.ts';
import type { OtherNamespace } from '../cluster/other-namespaces.ts';
import type { HostOfProvider } from '../providers/hosts.ts';
import { providerOf, vmsOf } from '../providers/providers.ts';
import { inUnits } from '../system/bytes.ts';
import { columns } from '../system/columns.ts';
import { counted } from '../system/counted.ts';
import type { Host } from '../system/hosts/host.ts';
import { UserError } from '../system/user-error.ts';

/** A node that is to be taken out. */
export interface NodeLoss {
  readonly host: HostOfProvider;
  /** What lies on it. */
  readonly stored: readonly Stored[];
  /** Whether its machine is gone, so that nothing is deleted there. */
  readonly isForgotten: boolean;
  /** The server that says it, at which the node is deleted; undefined where none stays. */
  readonly server?: Host | undefined;
}

/**
 * What `down` is about to delete of a whole cluster, for a person to read before they agree.
 *
 * @param others what runs there beside the hub. @default - nothing that is known
 */
export function describeLoss(
  hosts: readonly HostOfProvider[],
  cluster: string,
  others: readonly OtherNamespace[] = [],
): string {
  return [
    `This deletes the cluster ${cluster} for good:`,
    ...hosts.map((it) => `  ${it.name}: ${contentsOf(it)} (${providerOf(it).place(it)})`),
    '  all home folders that are on these hosts, with all work in them',
    "  the hub's database: users, changed passwords, running servers",
    ...others.map(({ name, pods }) => `  what is not of the hub: the namespace ${name}, with ${counted(pods, 'pod')}`),
    '  its token, its kubeconfig and the known host keys on this machine',
    'Homes on your own storage class and your PostgreSQL server are kept.',
  ].join('\n');
}

/** The same of one node. */
export function describeNodeLoss({ host, stored, isForgotten }: NodeLoss): string {
  const homes = stored.some((it) => it.kind === 'home');
  const after = isForgotten
    ? 'Users of these homes cannot start a server until the machine is back, or until you delete their claims.'
    : 'Users of these homes start with a new, empty one.';
  return [
    `This takes ${host.name} (${providerOf(host).place(host)}) out of the cluster for good, with everything on it:`,
    ...columns(stored.map((it) => [`  ${titleOf(it)}`, sizeOf(it)])),
    ...(stored.length === 0 ? ['  no volume'] : []),
    ...(isForgotten ? [] : [`  ${contentsOf(host)}`]),
    ...(homes ? [after] : []),
    'Servers that run there are cut off.',
  ].join('\n');
}

/**
 * Refuses to take out a node that holds something the platform needs and nothing can replace.
 *
 * @throws UserError with all of it
 */
export function refuseIrreplaceable({ host: { name }, stored, isForgotten }: NodeLoss): void {
  const needed = stored.filter((it) => it.kind !== 'home');
  if (needed.length === 0) return;
  const [first, option] = isForgotten
    ? ['Switch the machine on again, if you can.', '--forget']
    : ['Copy it first.', '--keep-data'];
  const after = needed.some((it) => it.kind === 'database')
    ? '; `npx hubwright up` then creates an empty database'
    : '';
  throw new UserError(
    `${name} holds data that cannot be replaced, so it was not removed:${needed.map((it) => `\n  ${titleOf(it)}, ${sizeOf(it)}`).join('')}`,
    { fix: `${first} To go on without it: \`npx hubwright down --node ${name} ${option} --force ${name}\`${after}.` },
  );
}

function titleOf({ kind, user, namespace, claim }: Stored): string {
  if (kind === 'home') return `home of ${user ?? claim.replace(/^claim-/, '')}`;
  const where = `${namespace}/${claim}`;
  return kind === 'database' ? `the hub's database (${where})` : `volume of the claim ${where}`;
}

function sizeOf({ bytes, capacity }: Stored): string {
  return bytes === undefined ? `size unknown, at most ${capacity || 'the disk'}` : inUnits(bytes);
}

function contentsOf(host: HostOfProvider): string {
  const isVm = vmsOf(host) !== undefined;
  return isVm ? 'the whole VM, with every volume on it' : 'k3s, its images and every volume on it';
}
