import { join } from 'node:path';
import { clusterFolder, type RecordedHost } from '../../cluster/cluster-folder.ts';
import { type HostFacts, type ProbeQuestions, probe } from '../../cluster/probe.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordedHosts } from '../../providers/hosts.ts';
import type { Access } from '../../providers/provider.ts';
import { vmsOf } from '../../providers/providers.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { quote } from '../../system/hosts/quote.ts';

/** A host that is, or may be, one of the cluster's. */
export interface AskedHost {
  /** How it is recorded from now on, if it is one. */
  readonly record: RecordedHost;
  readonly host: Host;
  /** What it says of itself; undefined if it cannot be asked. */
  readonly facts: HostFacts | undefined;
  /** Why it cannot be asked, and what to do. */
  readonly failure?: { readonly why: string; readonly fix: string } | undefined;
}

/** How hosts are asked. */
export interface Asking {
  readonly access: Access;
  /** Every host that was connected to, to be closed at the end. */
  readonly opened: Host[];
  readonly signal: AbortSignal;
}

/** The hosts of the settings, as they are recorded if they are the cluster's. */
export const listedHosts = ({ cluster }: Pick<Platform, 'cluster'>): RecordedHost[] =>
  cluster.nodes.map(({ name, role, reach }) => ({ name, role, provider: cluster.provider, ...reach }));

/**
 * Asks hosts whose they are, all at once.
 *
 * @param questions what else is asked of each, by its name. @default - nothing
 */
export async function askHosts(
  records: readonly RecordedHost[],
  asking: Asking,
  questions: (name: string) => ProbeQuestions = () => ({}),
): Promise<AskedHost[]> {
  const { access, opened, signal } = asking;
  const hosts = await recordedHosts(records, access);
  opened.push(...hosts);
  const ask = async (record: RecordedHost, host: Host): Promise<AskedHost> => {
    try {
      return { record, host, facts: await probe(host, questions(record.name), signal) };
    } catch (error) {
      if (!(error instanceof HostError) || signal.aborted) throw error;
      const why = [error.what, ...error.printed].join('\n  ');
      return { record, host, facts: undefined, failure: { why, fix: await fixOf(error, record, access) } };
    }
  };
  return Promise.all(records.map((record, i) => ask(record, hosts[i] as Host)));
}

/** What to do, where that differs from what a host says to every other command: nothing is created here. */
async function fixOf(error: HostError, record: RecordedHost, { cluster, directory, exec }: Access): Promise<string> {
  const vms = await vmsOf(record)?.open(exec);
  if (vms !== undefined && error.reason === 'unreachable') {
    return `Start it: \`${vms.commands.start(record.name)}\`. If it does not exist any more, the cluster cannot be adopted.`;
  }
  if (error.reason === 'host-key') {
    const file = join(clusterFolder(directory, cluster), 'known_hosts');
    const forget = `ssh-keygen -R ${record.name} -f ${quote([file])}`;
    return `If the host was reinstalled, forget its old key, \`${forget}\`. If not, another machine answers at its address.`;
  }
  return error.fix ?? 'Try the same by hand, then run this command again.';
}
