import type { Identity } from '../../cluster/claim.ts';
import type { FoundNode } from '../../cluster/cluster-look.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import { error, formatPath, type Problem, type ProblemAt } from '../../system/problem.ts';
import type { AskedHost } from '../adopt/ask-hosts.ts';
import { hasK3s, unasked } from '../adopt/objections.ts';

/** A host with k3s, as the node that it is to be. */
export interface Member {
  readonly node: K3sNode;
  readonly asked: AskedHost;
  readonly facts: HostFacts;
}

export interface KnownBefore {
  readonly cluster: string;
  /** What this folder knows of it. */
  readonly known: Identity;
  /** Whether its servers have a take-over noted that has not finished. */
  readonly isBegun: boolean;
}

/** What speaks against a take-over before the API is asked. Pure. */
export function objectionsToHosts(asked: readonly AskedHost[], { cluster, known, isBegun }: KnownBefore): ProblemAt[] {
  const at = (record: AskedHost['record'], problem: Problem) => ({ ...problem, where: record.name });
  const silent = asked.filter(({ facts }) => facts === undefined).map(unasked);
  const marked = asked.flatMap(({ facts }) => facts?.mark ?? []);
  const ids = new Set([...marked.map(({ id }) => id), ...(known.id === undefined ? [] : [known.id])]);
  const others = asked.flatMap(({ record, facts }) =>
    facts?.mark !== undefined && (facts.mark.cluster !== cluster || ids.size > 1)
      ? at(
          record,
          error(
            `it belongs to the cluster ${facts.mark.cluster} (${facts.mark.id.slice(0, 8)}) already`,
            'A cluster of Hubwright is not taken over: `npx hubwright adopt` gets it into this folder.',
          ),
        )
      : [],
  );
  const withK3s = asked.filter(hasK3s);
  const odd = asked.flatMap(({ record, facts }) =>
    facts !== undefined && facts.units.size === 0 && (facts.hasToken || facts.origins.size > 0)
      ? at(record, oddUnit(record.role))
      : [],
  );
  const isDone = !isBegun && withK3s.length > 0 && withK3s.every(({ facts }) => facts?.mark !== undefined);
  const done = isDone
    ? [
        {
          ...error(
            'the cluster is one of Hubwright already',
            '`npx hubwright adopt` gets it into a folder that does not know it.',
          ),
          where: withK3s.map(({ record }) => record.name).join(', '),
        },
      ]
    : [];
  const found = [...silent, ...odd, ...others, ...(others.length > 0 ? [] : done)];
  const isThere = withK3s.some(({ record }) => record.role === 'server');
  return found.length > 0 || isThere ? found : [noServer(asked)];
}

/** Also of a k3s that was removed by hand and has left its data. */
function oddUnit(role: 'server' | 'agent'): Problem {
  const unit = `/etc/systemd/system/k3s${role === 'server' ? '' : '-agent'}.service`;
  const fix =
    `Rename the unit that starts it to ${unit}. If k3s is gone from it, and nobody needs the homes and other data in ` +
    '/var/lib/rancher, delete that and /etc/rancher.';
  return error(`it has data of k3s, and no ${unit}`, fix);
}

function noServer(asked: readonly AskedHost[]): ProblemAt {
  const where = asked.flatMap(({ record }) => (record.role === 'server' ? record.name : [])).join(', ');
  const fix = 'List the servers of the cluster in platform.yaml. To create a cluster: `npx hubwright up`.';
  return { ...error('there is no k3s to take over', fix), where };
}

export function unlistedServer(where: string): ProblemAt {
  const fix = 'Add it to `cluster.servers` in platform.yaml: servers are upgraded together.';
  return { ...error('it is a server of the cluster, and not in platform.yaml', fix), where };
}

/** Whether a node is a server of its cluster. */
export const runsControlPlane = ({ labels }: Pick<FoundNode, 'labels'>): boolean =>
  'node-role.kubernetes.io/control-plane' in labels;

/** Why a host is not a node of the cluster under its name. */
export function whyStranger(
  { node, facts }: Pick<Member, 'node' | 'facts'>,
  all: readonly FoundNode[],
  { origins }: Identity,
): ProblemAt[] {
  const own = all.filter(({ machineId }) => machineId === facts.machineId);
  const named = all.find(({ name }) => name === node.name);
  const at = (message: string, fix: string) => [{ ...error(message, fix), where: node.name }];
  if (![...facts.origins].some((it) => origins.has(it))) {
    return at('its k3s is of another cluster', 'Take it out of platform.yaml, or correct its address there.');
  }
  if (named !== undefined && (own.length === 0 || own.includes(named))) {
    const isServer = runsControlPlane(named);
    if (isServer === (node.role === 'server')) return [];
    const role = isServer ? 'a server' : 'an agent';
    return at(`it is ${role} of the cluster`, `List it as ${role} in platform.yaml.`);
  }
  const [other] = own;
  return other === undefined
    ? at('the cluster has no node of this name', `Its nodes: ${all.map((it) => it.name).join(', ')}.`)
    : at(
        `it is the node ${other.name}`,
        `Set ${formatPath([...node.path, 'name'])} to ${other.name} in platform.yaml.`,
      );
}
