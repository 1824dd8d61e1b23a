import { readFileSync } from 'node:fs';
import { clusterSchema } from '../settings/schema/cluster.ts';
import { UserError } from '../settings/user-error.ts';
import { forget, type RecordedHost, readHosts, writeHosts } from './cluster-folder.ts';
import type { Run } from './exec.ts';
import { fleet } from './fleet.ts';
import { type Host, HostError } from './host.ts';
import { probe } from './probe.ts';

const REMOVE = new URL('remove-k3s.sh', import.meta.url);

/** The hosts that were recorded when the cluster was made, whatever the settings say now. */
export function recordedFleet(
  hosts: readonly RecordedHost[],
  cluster: string,
  directory: string,
  exec?: Run,
): readonly Host[] {
  const overSsh = hosts.filter((it) => it.provider === 'ssh');
  const [first, ...others] = overSsh.map(({ role: _, provider: __, machineId: ___, ...reached }) => reached);
  const settings =
    first === undefined
      ? { provider: 'local', name: cluster }
      : { provider: 'ssh', name: cluster, servers: [first], agents: others };
  return hosts.length === 0 ? [] : fleet({ cluster: clusterSchema.parse(settings) }, directory, exec);
}

/** What `down` is about to delete, for a person to read before they agree. */
export function describeLoss(hosts: readonly RecordedHost[], cluster: string): string {
  return [
    `This deletes the cluster ${cluster} for good:`,
    ...hosts.map((it) => `  ${it.name}: k3s, its images and every volume on it (${it.address ?? 'this machine'})`),
    '  all home folders that are on these hosts, with all work in them',
    "  the hub's database: users, changed passwords, running servers",
    '  its token, its kubeconfig and the known host keys on this machine',
    'Homes on a storage class of your own and a PostgreSQL server of yours stay.',
  ].join('\n');
}

export interface DownOptions {
  /** The cluster's folder on this machine. */
  readonly folder: string;
  readonly hosts: readonly Host[];
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Takes k3s and its data away from every recorded host, agents first, and forgets each as soon as it is clean.
 *
 * @throws UserError with every host that is left
 */
export async function down({ folder, hosts, print, signal }: DownOptions): Promise<void> {
  const failures: string[] = [];
  for (const role of ['agent', 'server']) {
    const recorded = readHosts(folder).filter((it) => it.role === role);
    await Promise.all(
      recorded.map(async (record) => {
        const host = hosts.find((it) => it.name === record.name);
        if (host === undefined) throw new Error(`There is no host for ${record.name}`);
        const failure = signal.aborted ? `${record.name}: not reached` : await remove(host, record, signal);
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
  forget(folder);
}

async function remove(host: Host, record: RecordedHost, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { machineId } = await probe(host, {}, signal);
    if (machineId !== record.machineId) {
      return (
        `${host.name} (${host.describe()}): another machine answers than the one that was set up, and is left alone\n` +
        '  If the old one is gone for good, remove its entry from state.json in the folder of the cluster.'
      );
    }
    const input = readFileSync(REMOVE, 'utf8');
    await host.run(['sh', '-s'], { sudo: true, input, timeout: 10 * 60_000, signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`;
  }
}
