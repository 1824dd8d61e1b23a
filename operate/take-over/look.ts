import { parse } from 'yaml';
import { type Identity, identityOf } from '../../cluster/claim.ts';
import type { FoundNode } from '../../cluster/cluster-look.ts';
import { addressOf, k3sNodes, k3sSettings, paths } from '../../cluster/node-config.ts';
import { type Candidate, neededPorts, problemsOfHosts } from '../../cluster/preflight.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import { readChanges } from '../../cluster/record/recorded-changes.ts';
import { TAKE_OVER } from '../../cluster/unfinished.ts';
import type { Platform } from '../../platform/platform.ts';
import { error, type Problem, type ProblemAt } from '../../system/problem.ts';
import { type AskedHost, type Asking, askHosts, listedHosts } from '../adopt/ask-hosts.ts';
import { hasK3s } from '../adopt/objections.ts';
import { readTokens, type Tokens } from '../adopt/tokens.ts';
import { nodesIfAnswered } from '../nodes.ts';
import { asFlags, parseNodeArgs, variablesIn } from './found-flags.ts';
import { type Member, objectionsToHosts, runsControlPlane, unlistedServer, whyStranger } from './objections.ts';
import { type DropIns, type SortedFlags, sortFlags } from './sort-flags.ts';
import { takeOverFiles, unitBefore } from './take-over-steps.ts';

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
  const asked = await askHosts(listedHosts(platform), asking, questions);
  const withK3s = asked.filter(hasK3s);
  const servers = withK3s.filter(({ record }) => record.role === 'server');
  const isBegun = await hasBegun(servers, asking.signal);
  const first = objectionsToHosts(asked, { cluster: platform.cluster.name, known, isBegun });
  if (first.length > 0) return { problems: first };
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
  const taken = await Promise.all(members.map((it) => takenNode(it, members, kubeNodes, platform)));
  const candidates = members.map((it): Candidate => ({ ...it, claim: { state: 'ours' }, bytes: 0 }));
  const ofHosts = problemsOfHosts(candidates, platform);
  const problems = [
    ...strangers,
    ...unlisted.filter(runsControlPlane).map(({ name }) => unlistedServer(name)),
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
  const noted = variablesIn(kubeNode?.annotations['k3s.io/node-env'] ?? '');
  const sorted = sortFlags({
    node,
    all: args ?? new Map(),
    files: await dropInsOn(asked, extras.configs),
    own: asFlags(k3sSettings(node, servers, platform)),
    variables: extras.variables,
    joinsBy: args?.get('server')?.at(-1) ?? noted.K3S_URL,
    address: kubeNode?.address,
    ownAddress: addressOf(node, facts),
  });
  const problems = [
    ...sorted.problems,
    ...(args === undefined && kubeNode !== undefined ? [untold()] : []),
    ...setElsewhere(member, Object.keys(noted)),
    ...(await startedOtherwise(member)),
  ];
  return { ...member, ...sorted, problems };
}

const untold = () =>
  error(
    'it has not noted how its k3s was started (k3s.io/node-args)',
    'Restart k3s there, which writes it, and run the same command again.',
  );

/** Variables of k3s that are not in the one file that is rewritten: its unit reads more. */
function setElsewhere({ node, facts }: Member, variables: readonly string[]): Problem[] {
  // It was looked at before that, and what k3s has noted is from before too.
  if (facts.files.has(unitBefore(node))) return [];
  const { unit } = node;
  const env = `/etc/systemd/system/${unit}.service.env`;
  const fix = `Move it to ${env}, from /etc/default/${unit} or /etc/sysconfig/${unit} for example, and restart ${unit}.`;
  return variables
    .filter((it) => !facts.extras.variables.includes(it))
    .map((it) => error(`k3s has ${it} from elsewhere than ${env}`, fix));
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
