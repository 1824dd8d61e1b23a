import { inUnits } from '../../system/bytes.ts';
import type { Reporter } from '../../system/reporter.ts';
import type { Task } from '../../system/task-list.ts';
import { type AskedCluster, askServer, hostOf } from '../ask-server.ts';
import { findHomes, ownerOf } from '../homes/find-homes.ts';
import { moveHome } from '../move/move-home.ts';
import { newHold } from '../move/new-hold.ts';
import { NOT_THERE, planMove } from '../move/plan-move.ts';
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

/** Homes that are on the node still, also those whose claim was deleted. */
export async function homesLeftOn(cluster: AskedCluster, node: string): Promise<string[]> {
  const { platform, signal } = cluster;
  const question = { namespace: platform.hub.namespace, users: Object.keys(platform.users) };
  const { homes } = await askServer(cluster, (server) => findHomes(server, question, signal));
  return homes.filter((it) => it.node === node).map(ownerOf);
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
  const hold =
    'hold' in from
      ? from.hold
      : await newHold(server, from.home, { work: 'recover', user, to: node, now: new Date(), signal });
  const checkLost = async () => {
    const now = (await listNodes(server, signal)).find((it) => it.name === request.node);
    await refuseLiving(cluster, request.node, now);
  };
  const recovery = { server, to, hold, isResumed: 'hold' in from, snapshot, checkLost };
  await recoverHome(recovery, { platform, progress, signal });
  return `restored onto ${node}`;
}
