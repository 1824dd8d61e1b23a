import { type Identity, identityOf } from '../../cluster/claim.ts';
import type { Entry } from '../../cluster/record/entry.ts';
import type { ClusterRecord } from '../../cluster/record/record.ts';
import { readChanges } from '../../cluster/record/recorded-changes.ts';
import type { Platform } from '../../platform/platform.ts';
import { formatProblem } from '../../system/problem.ts';
import { UserError } from '../../system/user-error.ts';
import { type AskedHost, type Asking, askHosts, listedHosts } from './ask-hosts.ts';
import { clusterIds, hasK3s, objections } from './objections.ts';
import { readTokens, type Tokens } from './tokens.ts';

/** A cluster as its hosts know it. */
export interface FoundCluster {
  readonly identity: Identity & { readonly id: string };
  /** What its servers have recorded; undefined where the last `up` was of a Hubwright without records. */
  readonly record: ClusterRecord | undefined;
  /** The last change that they have recorded. */
  readonly last: Entry | undefined;
  /** Those that run it, in the order of the settings. */
  readonly servers: readonly AskedHost[];
  /** All hosts that belong to it, also those that do not answer. */
  readonly members: readonly AskedHost[];
  readonly tokens: Tokens;
}

/**
 * Asks the hosts of the settings, and those that are recorded on them, what they know of their cluster.
 *
 * @throws UserError with everything that speaks against one cluster
 */
export async function findCluster({ cluster }: Pick<Platform, 'cluster'>, asking: Asking): Promise<FoundCluster> {
  const { nodes } = cluster;
  const listed = await askHosts(listedHosts({ cluster }), asking);
  const ids = clusterIds(listed, cluster.name);
  const id = ids.size === 1 ? [...ids.keys()][0] : undefined;
  if (id === undefined) {
    refuse(listed, { ids, identity: identityOf(cluster.name, id, {}), recorded: new Set() });
    throw new Error('Several ids, or none, are an objection');
  }
  const servers = listed.filter((it) => ids.get(id)?.includes(it.record.name));
  const { newest: record, entries } = await readChanges(
    servers.map((it) => it.host),
    id,
    asking.signal,
  );
  const dropped = record?.hosts.filter((it) => !nodes.some(({ name }) => name === it.name)) ?? [];
  const asked = [...listed, ...(await askHosts(dropped, asking))].map((it) => withMachineId(it, record));
  const tokens = await readTokens(servers, nodes[0]?.name);
  const identity = { ...identityOf(cluster.name, id, tokens), id };
  const recorded = new Set(record?.hosts.map(({ name }) => name));
  refuse(asked, { ids, identity, recorded });
  const members = asked.filter((it) => hasK3s(it) || recorded.has(it.record.name));
  return { identity, record, last: entries.at(-1), servers, members, tokens };
}

/** A host with the machine that is recorded for it, which must be the one that answers. */
function withMachineId(asked: AskedHost, record: ClusterRecord | undefined): AskedHost {
  const machineId = record?.hosts.find(({ name }) => name === asked.record.name)?.machineId;
  return machineId === undefined ? asked : { ...asked, record: { ...asked.record, machineId } };
}

function refuse(...words: Parameters<typeof objections>): void {
  const problems = objections(...words);
  if (problems.length === 0) return;
  throw new UserError(problems.map(formatProblem).join('\n'), { fix: 'Nothing was adopted.' });
}
