import { posix } from 'node:path';
import { describeDisk, roomOn } from '../../cluster/disk-headroom.ts';
import type { LocatedVolume } from '../../cluster/volumes.ts';
import { inUnits } from '../../system/bytes.ts';
import { counted } from '../../system/counted.ts';
import type { Host } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import { type AskedCluster, hostOf } from '../ask-server.ts';
import { BackupRepository, type Snapshot } from '../backup/repository.ts';
import { diskAt } from '../homes/disk-at.ts';
import { leftToCopy, NOT_THERE, sizeOf } from '../move/plan-move.ts';
import { resticFailure } from '../restore/restic-failure.ts';
import { askTargets, type GoingHome } from './begun-homes.ts';
import { type DrainLook, type DrainRequest, lookAtNode } from './look.ts';
import { type LeavingHome, sortHomes } from './sort-homes.ts';
import { spread } from './spread.ts';
import { targetNodes } from './targets.ts';

export interface PlannedHome extends LeavingHome {
  /** The node that it goes to. */
  readonly to: string;
  /** About how much there is to copy. */
  readonly bytes: number;
  readonly isRunning: boolean;
}

export interface Target {
  readonly node: string;
  readonly disk: { readonly free: number; readonly total: number };
}

export interface DrainPlan {
  readonly request: DrainRequest;
  /** Where Kubernetes is asked. */
  readonly server: Host;
  /** Whether Kubernetes still has the node. */
  readonly isNode: boolean;
  /** The largest first. */
  readonly homes: readonly PlannedHome[];
  readonly targets: readonly Target[];
  /** Homes that stay on the node, each as a sentence that says why. */
  readonly staying: readonly string[];
  /** Volumes on the node that are no homes. */
  readonly others: readonly LocatedVolume[];
}

type SizedHome = Omit<PlannedHome, 'to'> & { readonly to: string | undefined };

/** Looks at all that it takes to empty a node, and changes nothing. */
export async function planDrain(
  cluster: AskedCluster,
  request: DrainRequest,
  progress: Reporter['progress'],
): Promise<DrainPlan> {
  const { node, isLost } = request;
  const look = await lookAtNode(cluster, request);
  const { server, nodes, others } = look;
  const snapshots = isLost ? await snapshotsOf(cluster, server) : undefined;
  const { leaving, staying } = sortHomes(look, request, cluster.platform.hub.namespace, snapshots);
  if (leaving.length > 0 && !isLost) progress(`measuring ${counted(leaving.length, 'home')} on ${node}`);
  const { going, stuck } = await askTargets(cluster, look, request, leaving);
  const sized = await sizedHomes(cluster, request, look, going);
  const isChosen = sized.some((it) => it.to === undefined) || request.to !== undefined;
  const names = isChosen ? targetNodes(cluster.platform, nodes, request) : [];
  const targets = await targetsOf(cluster, names, going);
  const homes = placed(sized, targets, node).sort((a, b) => b.bytes - a.bytes);
  const isNode = nodes.some((it) => it.name === node);
  return { request, server, isNode, homes, targets, staying: [...staying, ...stuck], others };
}

async function snapshotsOf({ platform, signal }: AskedCluster, server: Host): Promise<readonly Snapshot[]> {
  const repository = new BackupRepository(server, platform.cluster.name, signal);
  return repository.snapshots().catch((error) => {
    throw resticFailure(error, 'Nothing was changed.');
  });
}

async function sizedHomes(
  cluster: AskedCluster,
  { node, isLost }: DrainRequest,
  { running }: DrainLook,
  going: readonly GoingHome[],
): Promise<SizedHome[]> {
  const { signal } = cluster;
  const host = isLost || going.length === 0 ? undefined : await hostOf(cluster, node, NOT_THERE);
  const sized: SizedHome[] = [];
  for (const { target, ...home } of going) {
    const all = host === undefined ? (home.snapshot?.bytes ?? 0) : await sizeOf(host, [home.path], signal);
    const hold = 'hold' in home.from ? home.from.hold : undefined;
    const bytes = hold === undefined || target === undefined ? all : await leftToCopy(target, hold, all, signal);
    const isRunning = running.some((it) => it.user === home.user && it.server === home.server);
    sized.push({ ...home, bytes, isRunning, to: hold?.move.to.node });
  }
  return sized;
}

/** The nodes with their disks, as the folders of the homes are on them. */
async function targetsOf(
  cluster: AskedCluster,
  names: readonly string[],
  [first]: readonly LeavingHome[],
): Promise<Target[]> {
  const targets: Target[] = [];
  if (first === undefined) return targets;
  for (const node of names) {
    const disk = await diskAt(await hostOf(cluster, node, NOT_THERE), posix.dirname(first.path), cluster.signal);
    targets.push({ node, disk });
  }
  return targets;
}

/** What has begun stays with its node; all else is spread over the room that this leaves. Pure. */
export function placed(homes: readonly SizedHome[], targets: readonly Target[], node: string): PlannedHome[] {
  const chosen = homes.filter((it) => it.to === undefined);
  const rooms = targets.map((it) => ({
    node: it.node,
    bytes: roomOn(it.disk) - total(homes.filter((home) => home.to === it.node)),
  }));
  const sizes = chosen.map((it) => it.bytes);
  const nodes = spread(sizes, rooms);
  if (nodes === undefined) {
    const free = targets.map((it) => `\n  ${it.node}: ${describeDisk(it.disk)} of the disk is free`);
    const what = `${inUnits(total(chosen))} in all, the largest ${inUnits(Math.max(...sizes))}`;
    throw new UserError(`the homes of ${node} do not fit on the other nodes: ${what}${free.join('')}`, {
      fix: 'Kubernetes ends pods when less than 5 % of a disk is free. Make room there, or add a node. Nothing was changed.',
    });
  }
  return homes.map((home) => ({ ...home, to: home.to ?? nodes[chosen.indexOf(home)] ?? '' }));
}

const total = (homes: readonly { readonly bytes: number }[]) => homes.reduce((sum, it) => sum + it.bytes, 0);
