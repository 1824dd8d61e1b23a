import { claimOn, describeMark, type Identity } from '../../cluster/claim.ts';
import { error, type ProblemAt } from '../../system/problem.ts';
import type { AskedHost } from './ask-hosts.ts';

/** The ids of the clusters of this name that the servers run, each with the names of its servers. Pure. */
export function clusterIds(asked: readonly AskedHost[], cluster: string): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const { record, facts } of asked.filter((it) => it.record.role === 'server' && hasK3s(it))) {
    if (facts?.mark?.cluster === cluster) ids.set(facts.mark.id, [...(ids.get(facts.mark.id) ?? []), record.name]);
  }
  return ids;
}

export const hasK3s = ({ facts }: AskedHost): boolean => facts !== undefined && facts.units.size > 0;

export interface Objected {
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** Without an id where the servers are not of one cluster. */
  readonly identity: Identity;
  /** Names of hosts that are recorded on the servers: they need not answer. */
  readonly recorded: ReadonlySet<string>;
}

/** Everything that keeps hosts from being adopted as one cluster, all at once. Pure. */
export function objections(asked: readonly AskedHost[], { ids, identity, recorded }: Objected): ProblemAt[] {
  const silent = asked.filter((it) => it.facts === undefined && !recorded.has(it.record.name));
  const others = asked.flatMap((it) => whyOther(it, identity) ?? []);
  const found = [...silent.map(unasked), ...severalIds(ids, identity), ...others];
  return found.length > 0 || ids.size > 0 ? found : [noK3s(asked)];
}

/** Why a host cannot be asked. */
export function unasked({ record, host, failure }: AskedHost): ProblemAt {
  const { why = '', fix = '' } = failure ?? {};
  return { ...error(`${host.describe()}: ${why}`, fix), where: record.name };
}

function severalIds(ids: Objected['ids'], { cluster }: Identity): ProblemAt[] {
  if (ids.size < 2) return [];
  const found = [...ids].map(([id, names]) => `${id.slice(0, 8)} (${names.join(', ')})`);
  const message = `these are ${ids.size} clusters called ${cluster}: ${found.join(' and ')}`;
  const where = [...ids.values()].flat().join(', ');
  return [{ ...error(message, 'Leave the hosts of one of them in platform.yaml.'), where }];
}

function noK3s(asked: readonly AskedHost[]): ProblemAt {
  const servers = asked.filter(({ record }) => record.role === 'server').map(({ record }) => record.name);
  return { ...error('there is no k3s', 'To create the cluster: `npx hubwright up`.'), where: servers.join(', ') };
}

/** Why a host that runs k3s is not of this cluster. */
function whyOther(asked: AskedHost, identity: Identity): ProblemAt | undefined {
  const { record, facts } = asked;
  if (facts === undefined || !hasK3s(asked)) return undefined;
  const other = (why: string) => ({ ...error(why, ONE_CLUSTER), where: record.name });
  if (facts.mark === undefined) {
    const why = 'k3s is installed, and nothing shows that it is of this cluster';
    return {
      ...other(why),
      fix: `${ONE_CLUSTER} If something else has set up this k3s, \`npx hubwright adopt --take-over --dry-run\` shows what taking it over takes.`,
    };
  }
  if (facts.mark.cluster !== identity.cluster) return other(`it belongs to ${describeMark(facts.mark, identity)}`);
  if (identity.id === undefined) return undefined;
  const claim = claimOn({ node: record.name, facts, recorded: record, identity });
  return claim.state === 'foreign' ? other(claim.why) : undefined;
}

const ONE_CLUSTER =
  'Only hosts of one cluster can be adopted. Correct `cluster.name` or the name or address of this host in platform.yaml, ' +
  'or remove the host from it.';
