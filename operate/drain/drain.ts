import { inUnits } from '../../system/bytes.ts';
import type { Host } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import type { Task } from '../../system/task-list.ts';
import { type AskedCluster, askServer, hostOf } from '../ask-server.ts';
import { findHomes, ownerOf } from '../homes/find-homes.ts';
import { listHolds, replaceHold, unfinished } from '../homes/holds.ts';
import { signOfLife } from '../lost-node.ts';
import { moveHome } from '../move/move-home.ts';
import { type MoveHold, type NewHold, newHold, redirected } from '../move/new-hold.ts';
import { NOT_THERE, planMove } from '../move/plan-move.ts';
import { leaveLost } from '../move/switch-volume.ts';
import { cordon, listNodes } from '../nodes.ts';
import { refuseLiving } from './look.ts';
import type { DrainPlan, PlannedHome } from './plan-drain.ts';
import { recoverHome } from './recover-home.ts';

/** Sees to it that nothing new comes onto the node. */
export async function beginDrain(cluster: AskedCluster, { server, request, isNode }: DrainPlan): Promise<void> {
  if (isNode) await cordon(server, request.node, cluster.signal);
}

/** A task for each home. Each is whole by itself, and can be run again. */
export function drainTasks(cluster: AskedCluster, plan: DrainPlan): Task[] {
  const { homes, request } = plan;
  const all = homes.reduce((sum, it) => sum + it.bytes, 0);
  let [count, bytes] = [0, 0];
  return homes.map((home) => ({
    title: ownerOf(home),
    run: async (progress) => {
      const done = await (request.isLost ? recover(cluster, plan, home, progress) : move(cluster, home, progress));
      count += 1;
      bytes += home.bytes;
      return `${done}; ${count} of ${homes.length} homes, ${inUnits(bytes)} of ${inUnits(all)}`;
    },
  }));
}

/** Homes that are on the node still, also those whose claim was deleted, or whose way to another node is unfinished. */
export async function homesLeftOn(cluster: AskedCluster, node: string): Promise<string[]> {
  const { platform, signal } = cluster;
  const { namespace } = platform.hub;
  const question = { namespace, users: Object.keys(platform.users) };
  const { homes, holds } = await askServer(cluster, async (server) => ({
    homes: (await findHomes(server, question, signal)).homes.filter((it) => it.node === node),
    holds: (await listHolds(server, namespace, signal)).filter((it) => it.move?.from.node === node),
  }));
  return [...new Set([...homes.map(ownerOf), ...holds.map(ownerOf)])];
}

async function move(cluster: AskedCluster, home: PlannedHome, progress: Reporter['progress']): Promise<string> {
  const { platform, signal } = cluster;
  const { user, server, to } = home;
  const plan = await planMove(cluster, { user, server, to }, new Date());
  if (plan === undefined) return `is on ${to}`;
  const { problem } = await moveHome(plan, { platform, progress, signal });
  return `moved to ${to}${problem === undefined ? '' : `, and the old copy could not be renamed (${problem})`}`;
}

async function recover(
  cluster: AskedCluster,
  { server, request }: DrainPlan,
  { from, to: node, user, snapshot }: PlannedHome,
  progress: Reporter['progress'],
): Promise<string> {
  const { platform, signal } = cluster;
  const to = await hostOf(cluster, node, NOT_THERE);
  const checkLost = async () => {
    const now = (await listNodes(server, signal)).find((it) => it.name === request.node);
    await refuseLiving(cluster, request.node, now);
  };
  const begin = { work: 'recover', user, to: node, now: new Date(), signal } as const;
  if ('replaced' in from) await checkLost();
  const hold =
    'hold' in from
      ? from.hold
      : 'replaced' in from
        ? await replaceLost(cluster, server, from.replaced, begin)
        : await newHold(server, from.home, begin);
  const recovery = { server, to, hold, isResumed: !('home' in from), snapshot, checkLost };
  await recoverHome(recovery, { platform, progress, signal });
  return `restored onto ${node}`;
}

/** Turns back a move whose target is lost as well as its home's node: the home has no volume, and is held for the new one. */
async function replaceLost(
  cluster: AskedCluster,
  server: Host,
  old: MoveHold,
  { to, now, work }: Pick<NewHold, 'to' | 'now' | 'work'>,
): Promise<MoveHold> {
  const { platform, signal } = cluster;
  const { namespace } = platform.hub;
  const { move } = old;
  const target = (await listNodes(server, signal)).find((it) => it.name === move.to.node);
  if ((await signOfLife(cluster, move.to.node, target)) !== undefined) throw unfinished(old);
  const wanted = redirected(old, { work, namespace, to, now });
  await leaveLost({ server, namespace, hold: old, move, signal });
  await replaceHold(server, namespace, { old, wanted, signal });
  return wanted;
}
