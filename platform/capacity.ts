import { offeredGpus, replicasOf } from './gpus.ts';
import type { Node } from './nodes.ts';
import { nodesForHub } from './nodes-for-hub.ts';
import { type OtherPods, sharesOf } from './other-pods.ts';
import { placementObstacle, type Share } from './placement.ts';
import { mebibytesOf, millisOf } from './quantities.ts';
import type { ServerSize } from './schema/choices.ts';
import type { Settings } from './schema/platform.ts';
import { type Containers, podShare } from './server-containers.ts';

/**
 * What the operating system and k3s itself use of a node, in millicores and MiB. A server's share grows with its
 * workload; the figures are k3s's own resource profiling, rounded up.
 */
const SYSTEM_SHARE = {
  server: { millis: 500, mebibytes: 1600 },
  agent: { millis: 200, mebibytes: 512 },
} as const;

/** Pods that the kubelet runs on one node, less those of the system. */
const PODS_PER_NODE = 110 - 10;

/** How many servers of one size the cluster holds at once. */
export interface Fit {
  readonly size: ServerSize;
  /** On all nodes together, if all are of this size; nodes whose capacity is unknown count as none. */
  readonly count: number;
  /** Whether some node that may run it has an unknown capacity, so that more may fit. */
  readonly uncertain: boolean;
  /** Why none fits; undefined when one does, or may. */
  readonly obstacle: Obstacle | undefined;
}

/** Why no node can run a size. */
export interface Obstacle {
  readonly kind: 'label' | 'taint' | 'gpus' | 'room';
  /** In words. */
  readonly text: string;
}

/**
 * How many servers of the size fit on the nodes, after the shares of the system, of the hub and of other pods.
 *
 * @param others what main.ts adds, as far as it is known
 */
export function fitOf(
  size: ServerSize,
  nodes: readonly Node[],
  { hub, servers }: Reserved,
  others: readonly OtherPods[] = [],
): Fit {
  const need = podShare(guaranteeOf(size), servers);
  const allowed = nodes.filter((node) => obstacleOf(size, node) === undefined);
  const central = hubNode(nodes, hub);
  const shares = sharesOf(others, nodes, (node) =>
    node.cpus === undefined || node.memory === undefined ? undefined : freeOn(node, node === central ? hub : undefined),
  );
  const counts = allowed.map((node) => countOn(size, need, node, node === central ? hub : undefined, shares.get(node)));
  const count = counts.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const uncertain = counts.some((each) => each === undefined);
  if (count > 0 || uncertain) return { size, count, uncertain, obstacle: undefined };
  const obstacle =
    allowed.length === 0
      ? (nodes.map((node) => obstacleOf(size, node)).find((it) => it) ?? {
          kind: 'room' as const,
          text: 'there is no node',
        })
      : { kind: 'room' as const, text: tooSmall(need, allowed, shares) };
  return { size, count, uncertain, obstacle };
}

/** Names of the nodes that may never run a size, by their labels, taints and GPUs; how much room there is does not count. */
export function neverOn(size: ServerSize, nodes: readonly Node[]): string[] {
  return nodes.filter((node) => obstacleOf(size, node) !== undefined).map((it) => it.name);
}

/** What is reserved beside the sizes of servers. */
export interface Reserved {
  readonly hub: HubShare;
  /** The containers of each server beside Jupyter's own. */
  readonly servers: Containers;
}

/** What the hub and its proxy reserve, and where. */
interface HubShare extends Share {
  readonly placement: Pick<Settings['hub'], 'placement' | 'nodeSelector'>;
}

/** What a platform reserves beside the sizes of servers. */
export function reservedIn({
  hub,
  servers,
}: {
  readonly hub: Settings['hub'];
  readonly servers: Containers;
}): Reserved {
  const { cpu, memory } = hub.resources;
  const share = { millis: millisOf(cpu.guarantee), mebibytes: mebibytesOf(memory.guarantee) };
  return { hub: { ...share, placement: hub }, servers };
}

/** The first of the nodes that may run the hub, standing for the one that will. */
const hubNode = (nodes: readonly Node[], { placement }: HubShare) => nodesForHub(placement, nodes)[0];

/** Millicores and MiB that a size reserves. */
function guaranteeOf(size: ServerSize): Share {
  return { millis: millisOf(size.cpu.guarantee), mebibytes: mebibytesOf(size.memory.guarantee) };
}

function countOn(size: ServerSize, need: Share, node: Node, ...taken: (Share | undefined)[]): number | undefined {
  if (node.cpus === undefined || node.memory === undefined) return undefined;
  const free = freeOn(node, ...taken);
  const bounds = [free.millis / need.millis, free.mebibytes / need.mebibytes, PODS_PER_NODE];
  if (size.gpus > 0) bounds.push(offeredGpus(node) / size.gpus);
  return Math.max(0, Math.floor(Math.min(...bounds)));
}

/** What a node of a known size has for pods, less what the operating system, k3s and others take; below 0 where that is more. */
export function freeOn(node: Node, ...taken: (Share | undefined)[]): Share {
  const system = SYSTEM_SHARE[node.role];
  const sum = (key: keyof Share) => taken.reduce((all, it) => all + (it?.[key] ?? 0), 0);
  return {
    millis: (node.cpus ?? 0) * 1000 - system.millis - sum('millis'),
    mebibytes: (node.memory ? mebibytesOf(node.memory) : 0) - system.mebibytes - sum('mebibytes'),
  };
}

/** Why the node may never run the size, whatever its capacity. */
function obstacleOf(size: ServerSize, node: Node): Obstacle | undefined {
  const placement = placementObstacle(size, node);
  if (placement !== undefined) return placement;
  if (size.gpus <= offeredGpus(node) && !sharesTooLittle(size, node)) return undefined;
  const wanted = size.gpus === 1 ? 'a GPU' : `${size.gpus} GPUs for one server`;
  return { kind: 'gpus', text: `no node it may run on has ${wanted}` };
}

/** A server gets one share of a shared GPU: the device plugin refuses more, since two shares may be of the same GPU. */
function sharesTooLittle(size: ServerSize, node: Node): boolean {
  return size.gpus > 1 && replicasOf(node) > 1;
}

/** Whether the scheduler, which knows nothing of shares, may put the size on a node that then refuses it. */
export function mayBeRefused(size: ServerSize, node: Node): boolean {
  return sharesTooLittle(size, node) && size.gpus <= offeredGpus(node) && placementObstacle(size, node) === undefined;
}

function tooSmall(need: Share, nodes: readonly Node[], shares: ReadonlyMap<Node, Share>): string {
  const free = nodes.map((node) => freeOn(node, shares.get(node)));
  const millis = Math.max(...free.map((it) => it.millis));
  const mebibytes = Math.max(...free.map((it) => it.mebibytes));
  return (
    `it reserves ${need.millis / 1000} CPU and ${need.mebibytes} MiB, but the largest node has ` +
    `${Math.max(0, millis) / 1000} CPU and ${Math.max(0, mebibytes)} MiB left for servers`
  );
}
