import { readFileSync } from 'node:fs';
import { clusterSchema } from '../settings/schema/cluster.ts';
import { UserError } from '../settings/user-error.ts';
import { forget, type RecordedHost, readHosts, writeHosts } from './cluster/cluster-folder.ts';
import type { Run } from './exec.ts';
import { fleet } from './hosts/fleet.ts';
import { type Host, HostError } from './hosts/host.ts';
import { MultipassHost } from './hosts/multipass.ts';
import { probe } from './survey/probe.ts';
import { removeVm } from './vms/remove-vm.ts';

const REMOVE = new URL('remove-k3s.sh', import.meta.url);

/** The hosts that were recorded when the cluster was made, whatever the settings say now. */
export function recordedFleet(
  hosts: readonly RecordedHost[],
  cluster: string,
  directory: string,
  exec?: Run,
): readonly Host[] {
  const vms = hosts.filter((it) => it.provider === 'multipass').map(({ name }) => new MultipassHost(name, exec));
  const overSsh = hosts.filter((it) => it.provider === 'ssh');
  const [first, ...others] = overSsh.map(({ role: _, provider: __, machineId: ___, ...reached }) => reached);
  const settings =
    first === undefined
      ? { provider: 'local', name: cluster }
      : { provider: 'ssh', name: cluster, servers: [first], agents: others };
  if (vms.length === hosts.length) return vms;
  return [...vms, ...fleet({ cluster: clusterSchema.parse(settings) }, directory, exec)];
}

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

export interface DownOptions {
  /** The cluster's folder on this machine. */
  readonly folder: string;
  readonly hosts: readonly Host[];
  /** Those that go; if others stay, the nodes of these are deleted from the cluster. */
  readonly going: readonly RecordedHost[];
  /** Whether their machines are gone for good, so that nothing is done on them. */
  readonly isForgotten: boolean;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Takes k3s and its data away from hosts, agents first, and forgets each as soon as it is clean.
 *
 * @throws UserError with every host that is left
 */
export async function down(options: DownOptions): Promise<void> {
  const { folder, hosts, going, isForgotten, print, signal } = options;
  const failures: string[] = [];
  const staying = readHosts(folder).find((it) => it.role === 'server' && !going.some(({ name }) => name === it.name));
  const server = hosts.find((it) => it.name === staying?.name);
  for (const role of ['agent', 'server']) {
    await Promise.all(
      going.map(async (record) => {
        if (record.role !== role) return;
        const host = hosts.find((it) => it.name === record.name);
        if (host === undefined) throw new Error(`There is no host for ${record.name}`);
        const work = async () => {
          if (!isForgotten) await remove(host, record, signal);
          if (server !== undefined) await deleteNode(server, record.name, signal);
        };
        const failure = signal.aborted ? `${record.name}: not reached` : await failureOf(work);
        if (failure === undefined) {
          const left = readHosts(folder).filter((it) => it.name !== record.name);
          writeHosts(folder, left);
          print(`removed   ${record.name}`);
        } else failures.push(failure);
      }),
    );
  }
  if (failures.length > 0) {
    throw new UserError(failures.join('\n'), {
      hint: 'What was removed is forgotten; run the same again for the rest.',
    });
  }
  if (readHosts(folder).length === 0) forget(folder);
}

async function remove(host: Host, record: RecordedHost, signal: AbortSignal): Promise<void> {
  if (record.provider === 'multipass') return removeVm(host, record, signal);
  const problem = await foreign(host, record, signal);
  if (problem !== undefined) throw new UserError(problem, { hint: GONE });
  const input = readFileSync(REMOVE, 'utf8');
  await host.run(['sh', '-s'], { sudo: true, input, timeout: 10 * 60_000, signal });
}

const GONE =
  'If the machine is gone for good: `npx hubwright down --node NAME --forget` for an agent; for a server, remove its ' +
  'entry from state.json in the folder of the cluster.';

/** Why a host is not the one that was set up, if it is not. */
export async function foreign(host: Host, record: RecordedHost, signal: AbortSignal): Promise<string | undefined> {
  const { machineId } = await probe(host, {}, signal);
  if (machineId === record.machineId) return undefined;
  return `${host.name} (${host.describe()}): another machine answers than the one that was set up, and is left alone`;
}

/** Until its node is deleted, a cluster waits for a host that is gone, and keeps its pods. */
async function deleteNode(server: Host, name: string, signal: AbortSignal): Promise<void> {
  const argv = ['k3s', 'kubectl', 'delete', 'node', name, '--ignore-not-found'];
  await server.run(argv, { sudo: true, timeout: 2 * 60_000, signal });
}

/** What went wrong, as a person reads it. */
async function failureOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const isLost = error instanceof HostError && error.reason === 'unreachable';
    return [error.message, error.hint, ...(isLost ? [GONE] : [])].filter((it) => it !== undefined).join('\n  ');
  }
}
