import { parse } from 'yaml';
import { type Identity, identityOf } from '../../cluster/claim.ts';
import type { FoundNode } from '../../cluster/cluster-look.ts';
import { addressOf, type K3sNode, k3sNodes, paths } from '../../cluster/node-config.ts';
import { type Candidate, neededPorts, problemsOfHosts } from '../../cluster/preflight.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import { readChanges } from '../../cluster/record/recorded-changes.ts';
import { TAKE_OVER } from '../../cluster/unfinished.ts';
import type { Platform } from '../../platform/platform.ts';
import { error, type Problem, type ProblemAt } from '../../system/problem.ts';
import { type AskedHost, type Asking, askHosts } from '../adopt/ask-hosts.ts';
import { hasK3s } from '../adopt/objections.ts';
import { readTokens, type Tokens } from '../adopt/tokens.ts';
import { nodesIfAnswered } from '../nodes.ts';
import { parseNodeArgs, variablesIn } from './found-flags.ts';
import { ownFlags } from './own-flags.ts';
import { type DropIns, type SortedFlags, sortFlags } from './sort-flags.ts';
import { takeOverFiles } from './take-over-steps.ts';

/** A host with k3s, as the node that it is to be. */
interface Member {
  readonly node: K3sNode;
  readonly asked: AskedHost;
  readonly facts: HostFacts;
}

/** A node whose k3s somebody else has installed. */
export interface TakenNode extends Member, SortedFlags {}

/** A cluster that is to be taken over, as its hosts and its API know it. */
export interface FoundK3s {
  /** The id that a take-over which was cut off has given it. */
  readonly id: string | undefined;
  readonly nodes: readonly TakenNode[];
  readonly tokens: Tokens;
  /** Hosts of the settings that have no k3s yet. */
  readonly added: readonly string[];
  /** Agents of the cluster that the settings do not have. */
  readonly unlisted: readonly string[];
  /** What is no reason against it, and good to know before. */
  readonly warnings: readonly ProblemAt[];
}

/** What stands against taking over a cluster. */
export interface Objections {
  readonly problems: readonly ProblemAt[];
}

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

/**
 * Asks the hosts of the settings, and the API of the k3s on them, what there is to take over. Changes nothing.
 *
 * @param known what this folder knows of the cluster already, from a take-over that was cut off
 */
export async function lookAtK3s(
  platform: Platform,
  { asking, known }: { readonly asking: Asking; readonly known: Identity },
): Promise<FoundK3s | Objections> {
  const nodes = k3sNodes(platform);
  const questions = (name: string) => {
    const node = nodes.find((it) => it.name === name);
    return node === undefined ? {} : { files: takeOverFiles(node), ports: neededPorts(node, platform) };
  };
  const records = platform.cluster.nodes.map(({ name, role, reach }) => {
    return { name, role, provider: platform.cluster.provider, ...reach };
  });
  const asked = await askHosts(records, asking, questions);
  const withK3s = asked.filter(hasK3s);
  const servers = withK3s.filter(({ record }) => record.role === 'server');
  const first = objectionsToHosts(asked, {
    cluster: platform.cluster.name,
    known,
    hasBegun: await hasBegun(servers, asking.signal),
  });
  if (first.length > 0 || servers.length === 0) {
    return { problems: first.length > 0 ? first : [noServer(asked)] };
  }
  const kubeNodes = await askApi(servers, asking.signal);
  if ('where' in kubeNodes) return { problems: [kubeNodes] };
  const members = nodes.flatMap((node) => {
    const host = withK3s.find(({ record }) => record.name === node.name);
    return host?.facts === undefined ? [] : [{ node, asked: host, facts: host.facts }];
  });
  const tokens = await readTokens(servers, nodes[0]?.name);
  const strangers = members.flatMap((it) => whyStranger(it, kubeNodes, identityOf(platform.cluster.name, '', tokens)));
  const others = kubeNodes.filter(({ name }) => !nodes.some((it) => it.name === name));
  const unlisted = strangers.length > 0 ? [] : others;
  const isServer = ({ labels }: FoundNode) => CONTROL_PLANE in labels;
  const taken = await Promise.all(members.map((it) => takenNode(it, members, kubeNodes, platform)));
  const candidates = members.map((it): Candidate => ({ ...it, claim: { state: 'ours' }, bytes: 0 }));
  const ofHosts = problemsOfHosts(candidates, platform);
  const problems = [
    ...strangers,
    ...unlisted.filter(isServer).map(({ name }) => unlistedServer(name)),
    ...ofHosts.filter((it) => it.severity === 'error'),
    ...taken.flatMap(({ node, problems }) => problems.map((it) => ({ ...it, where: node.name }))),
  ];
  if (problems.length > 0) return { problems };
  return {
    id: withK3s.find(({ facts }) => facts?.mark !== undefined)?.facts?.mark?.id ?? known.id,
    nodes: taken,
    tokens,
    added: asked.filter((it) => !hasK3s(it)).map(({ record }) => record.name),
    unlisted: unlisted.map(({ name }) => name),
    warnings: ofHosts.filter((it) => it.severity !== 'error'),
  };
}

/** Whether servers have it noted that the cluster is being taken over. */
async function hasBegun(servers: readonly AskedHost[], signal: AbortSignal): Promise<boolean> {
  const [marked] = servers.flatMap(({ facts }) => facts?.mark ?? []);
  if (marked === undefined) return false;
  const hosts = servers.map(({ host }) => host);
  return (await readChanges(hosts, marked.id, signal)).newest?.unfinished?.command === TAKE_OVER;
}

interface KnownBefore {
  readonly cluster: string;
  readonly known: Identity;
  readonly hasBegun: boolean;
}

/** What speaks against it before the API is asked. */
function objectionsToHosts(asked: readonly AskedHost[], { cluster, known, hasBegun }: KnownBefore): ProblemAt[] {
  const at = (record: AskedHost['record'], problem: Problem) => ({ ...problem, where: record.name });
  const silent = asked.flatMap(({ record, host, facts, failure }) =>
    facts === undefined ? at(record, error(`${host.describe()}: ${failure?.why ?? ''}`, failure?.fix ?? '')) : [],
  );
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
  const isDone = !hasBegun && withK3s.length > 0 && withK3s.every(({ facts }) => facts?.mark !== undefined);
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
  return [...silent, ...odd, ...others, ...(others.length > 0 ? [] : done)];
}

/** Also of a k3s that was removed by hand and has left its data. */
function oddUnit(role: 'server' | 'agent'): Problem {
  const unit = `/etc/systemd/system/k3s${role === 'server' ? '' : '-agent'}.service`;
  const fix = `Rename the unit that starts it to ${unit}; if k3s is gone from it, delete /var/lib/rancher and /etc/rancher.`;
  return error(`it has data of k3s, and no ${unit}`, fix);
}

function noServer(asked: readonly AskedHost[]): ProblemAt {
  const where = asked.flatMap(({ record }) => (record.role === 'server' ? record.name : [])).join(', ');
  const fix = 'List the servers of the cluster in platform.yaml. To create a cluster: `npx hubwright up`.';
  return { ...error('there is no k3s to take over', fix), where };
}

function unlistedServer(where: string): ProblemAt {
  const fix = 'Add it to `cluster.servers` in platform.yaml: servers are upgraded together.';
  return { ...error('it is a server of the cluster, and not in platform.yaml', fix), where };
}

/** The nodes as the first server that answers knows them. */
async function askApi(servers: readonly AskedHost[], signal: AbortSignal): Promise<readonly FoundNode[] | ProblemAt> {
  for (const { host } of servers) {
    const nodes = await nodesIfAnswered(host, signal);
    if (nodes !== undefined) return nodes;
  }
  const where = servers.map(({ record }) => record.name).join(', ');
  const fix = 'k3s has to run when it is taken over: `systemctl status k3s` there shows why it does not.';
  return { ...error('the Kubernetes API does not answer', fix), where };
}

/** Why a host is not a node of the cluster under its name. */
function whyStranger({ node, facts }: Member, all: readonly FoundNode[], { origins }: Identity): ProblemAt[] {
  const own = all.filter(({ machineId }) => machineId === facts.machineId);
  const named = all.find(({ name }) => name === node.name);
  const at = (message: string, fix: string) => [{ ...error(message, fix), where: node.name }];
  if (![...facts.origins].some((it) => origins.has(it))) {
    return at('its k3s is of another cluster', 'Take it out of platform.yaml, or correct its address there.');
  }
  if (named !== undefined && (own.length === 0 || own.includes(named))) {
    const isServer = CONTROL_PLANE in named.labels;
    if (isServer === (node.role === 'server')) return [];
    const role = isServer ? 'a server' : 'an agent';
    return at(`it is ${role} of the cluster`, `List it as ${role} in platform.yaml.`);
  }
  const [other] = own;
  return other === undefined
    ? at('the cluster has no node of this name', `Its nodes: ${all.map((it) => it.name).join(', ')}.`)
    : at(`it is the node ${other.name}`, `Write \`name: ${other.name}\` in platform.yaml.`);
}

async function takenNode(
  member: Member,
  members: readonly Member[],
  all: readonly FoundNode[],
  platform: Platform,
): Promise<TakenNode> {
  const { node, asked, facts } = member;
  const { extras } = facts;
  const servers = members.filter((it) => it.node.role === 'server');
  const kubeNode = all.find(({ name }) => name === node.name);
  const args = parseNodeArgs(kubeNode?.annotations['k3s.io/node-args'] ?? '');
  const sorted = sortFlags({
    node,
    all: args ?? new Map(),
    files: await dropInsOn(asked, extras.configs),
    own: ownFlags(node, servers, platform),
    variables: extras.variables,
    address: kubeNode?.address,
    ownAddress: addressOf(node, facts),
  });
  const problems = [
    ...sorted.problems,
    ...(args === undefined && kubeNode !== undefined ? [untold()] : []),
    ...variablesIn(kubeNode?.annotations['k3s.io/node-env'] ?? '')
      .filter((name) => !extras.variables.includes(name))
      .map((name) => setElsewhere(name, node)),
    ...(await startedOtherwise(member)),
  ];
  return { ...member, ...sorted, problems };
}

const untold = () =>
  error(
    'it has not noted how its k3s was started (k3s.io/node-args)',
    'Restart k3s there, which writes it, and run the same command again.',
  );

/** The unit reads more files than the one that is rewritten. */
function setElsewhere(name: string, { unit }: K3sNode): Problem {
  const env = `/etc/systemd/system/${unit}.service.env`;
  const fix = `Move it to ${env}, from /etc/default/${unit} or /etc/sysconfig/${unit} for example, and restart ${unit}.`;
  return error(`k3s has ${name} from elsewhere than ${env}`, fix);
}

/** What files of config.yaml.d set; what a take-over that was cut off has put there follows from the rest again. */
async function dropInsOn({ host }: AskedHost, configs: HostFacts['extras']['configs']): Promise<DropIns> {
  const read = configs
    .filter(({ path }) => path !== paths.before)
    .map(async ({ path }) => {
      const found: unknown = parse((await host.read(path)) ?? '');
      return [path, typeof found === 'object' && found !== null ? { ...found } : {}] as const;
    });
  return new Map(await Promise.all(read));
}

/** A unit that starts k3s in a way that is not rewritten. */
async function startedOtherwise({ node, asked: { host }, facts }: Member): Promise<Problem[]> {
  const path = `/etc/systemd/system/${node.unit}.service`;
  const unit = (await host.read(path)) ?? '';
  const dropIns = await Promise.all(facts.extras.dropIns.map(async (it) => [it, (await host.read(it)) ?? ''] as const));
  const start = new RegExp(`^ExecStart=/usr/local/bin/k3s\\s+\\\\?\\s*${node.role}\\b`, 'm');
  return [
    ...(start.test(unit)
      ? []
      : [
          error(
            `${path} does not start /usr/local/bin/k3s ${node.role}`,
            "k3s's own installer makes a unit that does. Hubwright cannot keep another one.",
          ),
        ]),
    ...dropIns
      .filter(([, text]) => /^ExecStart=|^Environment=.*\bK3S_/m.test(text))
      .map(([it]) =>
        error(
          `${it} changes how k3s is started`,
          `Move what it sets to a file in /etc/rancher/k3s/config.yaml.d, delete it, and restart ${node.unit}.`,
        ),
      ),
  ];
}
