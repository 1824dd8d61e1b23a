import * as z from 'zod';
import { describeDisk, headroom } from '../../cluster/disk-headroom.ts';
import { sizesNeverOn } from '../../lib/spawn-form.ts';
import { inUnits } from '../../system/bytes.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { few } from '../../system/few.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { type AskedCluster, askServer, doubtIn } from '../ask-server.ts';
import { diskAt } from '../homes/disk-at.ts';
import { findHomes, type Home } from '../homes/find-homes.ts';
import { type Hold, holder, listHolds, unfinished } from '../homes/holds.ts';
import { podsOf } from '../restore/servers.ts';
import { objectsFor, readObjects } from './new-objects.ts';

export interface MoveRequest {
  readonly user: string;
  /** Named server; empty for the default one. */
  readonly server: string;
  readonly to: string;
}

export interface MovePlan {
  /** Where Kubernetes is asked. */
  readonly server: Host;
  readonly from: Host;
  readonly to: Host;
  readonly hold: Hold;
  /** Whether an earlier move goes on. */
  readonly isResumed: boolean;
  /** Servers to be stopped. */
  readonly pods: readonly string[];
  /** About how much is to be copied. */
  readonly bytes: number;
  readonly disk: { readonly free: number; readonly total: number };
  /** Sizes that never run on the new node. */
  readonly lostSizes: readonly string[];
}

const NODES = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ unschedulable: z.boolean().default(false) }).optional(),
      status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }),
    }),
  ),
});

/** Looks at all that a move needs, and changes nothing. Undefined if the home is there already. */
export async function planMove(cluster: AskedCluster, request: MoveRequest, now: Date): Promise<MovePlan | undefined> {
  const { platform, signal } = cluster;
  const { namespace } = platform.hub;
  const { user, server, to } = request;
  const found = await askServer(cluster, async (asked) => {
    const { homes } = await findHomes(asked, { namespace, users: Object.keys(platform.users) }, signal);
    const holds = await listHolds(asked, namespace, signal);
    const hold = holds.find((it) => it.user === user && it.server === server);
    await checkTarget(asked, to, cluster);
    const pods = await podsOf(asked, { user, namespace, server }, signal);
    return { asked, homes, hold, pods };
  });
  const { asked, homes, hold, pods } = found;
  if (hold !== undefined && hold.move?.to.node !== to) throw unfinished(hold);
  const home = homes.find((it) => it.user === user && it.server === server && it.phase === 'Bound');
  if (hold === undefined && home?.node === to) return undefined;
  const wanted = hold ?? (await newHold(asked, usable(home, homes, request), { request, now, signal }));
  const move = wanted.move as NonNullable<Hold['move']>;
  const [from, target] = [await hostOf(cluster, move.from.node), await hostOf(cluster, to)];
  const bytes = await sizeOf(from, move.from.path, signal);
  const disk = await diskAt(target, move.to.path, signal);
  if (headroom({ ...disk, free: disk.free - bytes }).level === 'full') {
    throw new UserError(`${to}: the home has ${inUnits(bytes)}, and only ${describeDisk(disk)} of the disk is free`, {
      fix: 'Kubernetes ends pods when less than 5 % is free. Make room there, or name another node. Nothing was changed.',
    });
  }
  const lostSizes = Object.entries(sizesNeverOn(platform).neverOn?.size ?? {}).flatMap(([size, nodes]) =>
    nodes.includes(to) ? size : [],
  );
  return { server: asked, from, to: target, hold: wanted, isResumed: hold !== undefined, pods, bytes, disk, lostSizes };
}

async function newHold(
  server: Host,
  home: Home & { readonly node: string; readonly path: string },
  { request, now, signal }: { readonly request: MoveRequest; readonly now: Date; readonly signal: AbortSignal },
): Promise<Hold> {
  const { claim, namespace, node, path, volume } = home;
  const stamp = `${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  // Of its own for each try: what bears this name is a whole copy of this one.
  const name = `moved-${claim}-${stamp.toLowerCase()}`;
  const folder = `${path.slice(0, path.lastIndexOf('/'))}/${name}_${namespace}_${claim}`;
  const to = { node: request.to, path: folder, volume: name };
  const objects = objectsFor(await readObjects(server, home, signal), home, to);
  const move = { from: { node, path, volume }, to, stamp, objects };
  const { user, server: named } = request;
  return { work: 'move', user, server: named, claim, since: now.toISOString(), holder: holder(), move };
}

function usable(
  home: Home | undefined,
  homes: readonly Home[],
  { user, server }: MoveRequest,
): Home & { readonly node: string; readonly path: string } {
  if (home === undefined) {
    const own = homes.filter((it) => it.user === user);
    const names = [...new Set(homes.flatMap((it) => it.user ?? []))];
    const meant = own.length > 0 ? undefined : didYouMean(user, names);
    const which = server === '' ? `"${user}"` : `the server "${server}" of "${user}"`;
    const others = own.filter((it) => it.hasClaim && it.server !== '').map((it) => it.server);
    throw new UserError(`there is no home of ${which} that is in use${meant ? `; did you mean "${meant}"?` : ''}`, {
      fix:
        others.length > 0
          ? `There are homes of named servers: --server ${few(others, 5)}.`
          : '`npx hubwright home list` shows all homes. One without a claim moves after `npx hubwright up` and one start of its server.',
      exitCode: 2,
    });
  }
  const { node, path } = home;
  if (node !== undefined && path !== undefined) return { ...home, node, path };
  throw new UserError(`the home of ${user} is not a folder on one node (volume ${home.volume})`, {
    fix: 'Its storage class decides which nodes reach it: there is nothing to move.',
    exitCode: 2,
  });
}

async function checkTarget(server: Host, to: string, { signal }: AskedCluster): Promise<void> {
  const { stdout } = await server.run(['k3s', 'kubectl', 'get', 'nodes', '-o', 'json'], { sudo: true, signal });
  const { items } = NODES.parse(JSON.parse(stdout));
  const node = items.find((it) => it.metadata.name === to);
  const isReady = node?.status.conditions.some((it) => it.type === 'Ready' && it.status === 'True');
  const others = items.map((it) => it.metadata.name).filter((it) => it !== to);
  const why =
    node === undefined
      ? `there is no node ${to}`
      : isReady !== true
        ? `the node ${to} is not ready`
        : node.spec?.unschedulable
          ? `no server starts on ${to}: it is cordoned`
          : undefined;
  if (why !== undefined) throw new UserError(why, { fix: `Name another node: ${few(others, 10)}.`, exitCode: 2 });
}

async function hostOf(cluster: AskedCluster, node: string): Promise<Host> {
  const host = cluster.hosts.find((it) => it.name === node);
  if (host === undefined) {
    throw new UserError(`${node} is not in platform.yaml`, { fix: 'Add it to `cluster`, then run the command again.' });
  }
  const doubt = await doubtIn(cluster, host);
  if (doubt !== undefined) throw new UserError(`${node} (${host.describe()}): ${doubt}; nothing was changed`);
  return host;
}

async function sizeOf(host: Host, path: string, signal: AbortSignal): Promise<number> {
  const measure = 'if [ -d "$1/" ]; then exec du --summarize --block-size=1 "$1/"; fi';
  const options = { sudo: true, timeout: 30 * 60_000, signal };
  return Number.parseInt((await host.run(['sh', '-c', measure, 'measure', path], options)).stdout || '0', 10);
}
