import { CORDONED, type FoundNode, parseNodes } from '../../cluster/cluster-look.ts';
import { doubtIn } from '../../cluster/doubt-of.ts';
import { type K3sNode, k3sNodes } from '../../cluster/node-config.ts';
import { unknownNodes } from '../../platform/unknown-nodes.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import { machineId } from '../../system/machine-id.ts';
import { UserError } from '../../system/user-error.ts';
import { type AskedCluster, askServer } from '../ask-server.ts';
import { listPods } from '../log-pods.ts';
import { askReboot, type FoundBoot } from './ask-reboot.ts';
import { missingOfHub } from './hub-ready.ts';
import { noteIn, type RebootNote } from './note.ts';

const GET_NODES = ['k3s', 'kubectl', 'get', 'nodes', '-o', 'json'];

export interface RebootRequest {
  /** @default - all of the settings */
  readonly nodes: readonly string[];
  /** Whether only machines are restarted whose system asks for it. */
  readonly isNeeded: boolean;
}

/** A node whose machine is restarted. */
export interface RebootNode {
  readonly node: K3sNode;
  readonly host: Host;
  readonly boot: FoundBoot;
  /** Whether it has been restarted since the command began that is continued. */
  readonly isRebooted: boolean;
  /** Whether an operator has cordoned it, so that it stays cordoned. */
  readonly isCordoned: boolean;
  /** Users whose servers run there. */
  readonly users: readonly string[];
}

export interface RebootPlan {
  /** Where Kubernetes is asked. */
  readonly server: Host;
  /** In the order in which they are restarted: agents first, since a server is missed by all. */
  readonly nodes: readonly RebootNode[];
  /** Nodes whose system asks for no restart, where only others are restarted. */
  readonly content: readonly string[];
  /** The node that is the machine of this command, which would end with it. @default - none is */
  readonly own?: string;
  /** The node that has the note of what is to be restarted: that of the first server. */
  readonly holder: string;
  /** Names of all servers of the cluster. */
  readonly servers: readonly string[];
  /** Names of the nodes that are ready, and so are to be ready again before the next machine. */
  readonly ready: readonly string[];
  /** The same of hub and proxy. */
  readonly isHubReady: boolean;
  /** Of a command that was cut off; {@link continued} says whether it was about one of these nodes. @default - there is none */
  readonly note?: RebootNote;
}

interface Asked {
  readonly node: K3sNode;
  readonly host: Host;
  readonly boot: FoundBoot;
  readonly now: FoundNode;
}

/** Why a node cannot be restarted in this way. */
interface Objection {
  readonly message: string;
  readonly fix: string;
}

/**
 * Looks at the nodes whose machines are to be restarted, and changes nothing.
 *
 * @param now a note that is older than a day by then is not continued
 * @throws UserError with all that speaks against it
 */
export async function planReboot(cluster: AskedCluster, request: RebootRequest, now: Date): Promise<RebootPlan> {
  const { platform, signal } = cluster;
  const all = k3sNodes(platform);
  const chosen = inOrder(nodesOf(all, request.nodes));
  const { namespace } = platform.hub;
  const { server, found, pods, isHubReady } = await askServer(cluster, async (server) => ({
    server,
    isHubReady: (await missingOfHub(server, namespace, signal)) === undefined,
    found: parseNodes((await server.run(GET_NODES, { sudo: true, signal })).stdout),
    pods: await listPods(server, { namespace, component: 'singleuser-server' }, signal),
  }));
  const answers = await Promise.all(chosen.map((node) => ask(cluster, node, found)));
  const asked = answers.flatMap((it) => ('boot' in it ? [it] : []));
  const here = cluster.recorded.find((it) => it.machineId !== undefined && it.machineId === machineId())?.name;
  const own = chosen.find((it) => it.name === here)?.name;
  const holder = all[0]?.name ?? '';
  const note = noteIn(
    found.find((it) => it.name === holder),
    now,
  );
  const nodes = asked.flatMap(({ node, host, boot, now: its }): RebootNode[] => {
    const before = note?.boots[node.name];
    // What has begun is ended, whatever the machine says since.
    const isWanted = !request.isNeeded || boot.asks !== undefined || before !== undefined;
    if (node.name === own || !isWanted) return [];
    const isRebooted = before !== undefined && before !== boot.bootId;
    const isCordoned = its.isUnschedulable === true && !(CORDONED in its.annotations);
    const users = [...new Set(pods.filter((it) => it.node === node.name).map((it) => it.user))].sort();
    return [{ node, host, boot, isRebooted, isCordoned, users }];
  });
  const servers = all.flatMap((it) => (it.role === 'server' ? [it.name] : []));
  refuse([
    ...answers.flatMap((it) => ('boot' in it ? [] : [it])),
    ...downServers(nodes, servers, found),
    ...(own !== undefined && (request.nodes.length > 0 || all.length === 1) ? [isOwn(own)] : []),
  ]);
  const names = new Set(nodes.map((it) => it.node.name));
  return {
    ...{ server, nodes, holder, servers, isHubReady, ready: found.flatMap((it) => (it.isReady ? [it.name] : [])) },
    content: asked.map((it) => it.node.name).filter((it) => it !== own && !names.has(it)),
    ...(own === undefined ? {} : { own }),
    ...(note === undefined ? {} : { note }),
  };
}

/** @throws UserError with all of them */
function refuse(objections: readonly Objection[]): void {
  if (objections.length === 0) return;
  const fixes = new Set(objections.map((it) => it.fix));
  throw new UserError(objections.map((it) => it.message).join('\n'), {
    fix: [...fixes, 'No machine was restarted.'].join('\n  '),
  });
}

/** @throws UserError with the names that the settings do not have */
function nodesOf(all: readonly K3sNode[], names: readonly string[]): readonly K3sNode[] {
  if (names.length === 0) return all;
  const known = all.map((it) => it.name);
  const unknown = [...new Set(names.filter((it) => !known.includes(it)))];
  if (unknown.length > 0) throw unknownNodes(unknown, known);
  return all.filter((it) => names.includes(it.name));
}

/** Agents, then servers, the first of them last: all others go on with what is known to come back. */
function inOrder(nodes: readonly K3sNode[]): readonly K3sNode[] {
  const servers = nodes.filter((it) => it.role === 'server');
  return [...nodes.filter((it) => it.role !== 'server'), ...servers.reverse()];
}

async function ask(cluster: AskedCluster, node: K3sNode, found: readonly FoundNode[]): Promise<Asked | Objection> {
  const { name } = node;
  const now = found.find((it) => it.name === name);
  const host = cluster.hosts.find((it) => it.name === name);
  if (now === undefined || host === undefined) {
    return { message: `${name}: it is no node of the cluster yet`, fix: '`npx hubwright up` makes it one.' };
  }
  try {
    const doubt = await doubtIn(cluster, host);
    if (doubt !== undefined) {
      return {
        message: `${name} (${host.describe()}): ${doubt}`,
        fix: 'Run `npx hubwright doctor` to see whose it is.',
      };
    }
    return { node, host, boot: await askReboot(host, cluster.signal), now };
  } catch (error) {
    throwUnlessHostFailed(error);
    const others = 'To restart the others, name them.';
    return { message: error.message, fix: error.fix === undefined ? others : `${error.fix} ${others}` };
  }
}

/** With one of three servers down and another one restarted, none could write. */
function downServers(
  nodes: readonly RebootNode[],
  servers: readonly string[],
  found: readonly FoundNode[],
): readonly Objection[] {
  const restarted = nodes.filter((it) => it.node.role === 'server' && !it.isRebooted).map((it) => it.node.name);
  const isReady = (name: string) => found.some((it) => it.name === name && it.isReady);
  return servers.flatMap((name) => {
    if (isReady(name) || restarted.every((it) => it === name)) return [];
    const message = `${name}: it is not ready, and with another server restarted, the cluster would stand still`;
    return [{ message, fix: `Start ${name} first: \`npx hubwright doctor\` shows what is wrong with it.` }];
  });
}

function isOwn(name: string): Objection {
  const fix = 'Restart it by hand, or run this from another machine: docs/restart-nodes.md.';
  return { message: `${name}: it is the machine that this command runs on`, fix };
}
