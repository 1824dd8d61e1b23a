import { sizesNeverOn } from '../../lib/spawn-form.ts';
import type { Platform } from '../../platform/platform.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { few } from '../../system/few.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { type AskedCluster, askServer, hostIfThere, hostOf } from '../ask-server.ts';
import { diskAt, refuseFull } from '../homes/disk-at.ts';
import { findHomes, type Home } from '../homes/find-homes.ts';
import { type Hold, listHolds, type MoveRecord, unfinished } from '../homes/holds.ts';
import { podsOf } from '../homes/servers.ts';
import { stageBeside } from '../homes/stage.ts';
import { signOfLife } from '../lost-node.ts';
import { listNodes, whyNotTo } from '../nodes.ts';
import { keptPath, type MoveHold, type NodeHome, newHold, redirected } from './new-hold.ts';
import type { Relocation } from './relocate.ts';
import { type SwitchState, switchState } from './switch-volume.ts';

/** What to do if a node is not in the settings. */
export const NOT_THERE = 'Add it to `cluster`, then run the command again.';
const FULL =
  'Kubernetes ends pods when less than 5 % is free. Make room there, or name another node. Nothing was changed.';
const MEASURE = 'for it; do if [ -d "$it/" ]; then du --summarize --block-size=1 "$it/"; fi; done';

export interface MoveRequest {
  readonly user: string;
  /** Named server; empty for the default one. */
  readonly server: string;
  readonly to: string;
}

export interface MovePlan extends Relocation {
  /** Undefined if it cannot be reached and is not needed: the claim has the copy. */
  readonly from: Host | undefined;
  /** An unfinished move to a node that is lost, which it replaces. */
  readonly lost: MoveHold | undefined;
  /** Whether the claim has the copy already. */
  readonly isSwitched: boolean;
  /** Servers to be stopped. */
  readonly pods: readonly string[];
  /** About how much is to be copied. */
  readonly bytes: number;
  readonly disk: { readonly free: number; readonly total: number };
  /** Sizes that never run on the new node. */
  readonly lostSizes: readonly string[];
}

/** Looks at all that a move needs, and changes nothing. Undefined if the home is there already. */
export async function planMove(cluster: AskedCluster, request: MoveRequest, now: Date): Promise<MovePlan | undefined> {
  const { platform, signal } = cluster;
  const { namespace } = platform.hub;
  const { user, server: named, to } = request;
  const { server, homes, hold, state, pods } = await askServer(cluster, async (asked) => {
    const { homes } = await findHomes(asked, { namespace, users: Object.keys(platform.users) }, signal);
    const hold = (await listHolds(asked, namespace, signal)).find((it) => it.user === user && it.server === named);
    const { move } = hold ?? {};
    const state = hold && move && (await switchState({ server: asked, namespace, hold, move, signal }));
    const pods = await podsOf(asked, { user, namespace, server: named }, signal);
    return { server: asked, homes, hold, state, pods };
  });
  const lost = hold && hold.move?.to.node !== to ? await moveToLost(cluster, server, { hold, state }) : undefined;
  const begun = lost === undefined ? hold : redirected(lost, { work: 'move', namespace, to, now });
  // Once there is no way back, what speaks against a new move must not keep this one from its end.
  const canBeRefused = lost !== undefined || state === undefined || state === 'before';
  if (canBeRefused) await checkTarget(server, to, cluster);
  const home = homes.find((it) => it.user === user && it.server === named && it.phase === 'Bound');
  if (hold === undefined && home?.node === to) return undefined;
  const wanted =
    begun ?? (await newHold(server, usable(home, homes, request), { work: 'move', user, to, now, signal }));
  const move = wanted.move as MoveRecord;
  const isSwitched = lost === undefined && state === 'after';
  const from = isSwitched
    ? await hostIfThere(cluster, move.from.node)
    : await hostOf(cluster, move.from.node, NOT_THERE);
  if (lost !== undefined && from !== undefined) await checkOldCopy(from, lost.move, signal);
  const target = await hostOf(cluster, to, NOT_THERE);
  const bytes =
    isSwitched || from === undefined
      ? 0
      : await sizeOf(from, [move.from.path, ...(lost ? [keptPath(lost.move)] : [])], signal);
  const disk = await diskAt(target, move.to.path, signal);
  if (canBeRefused) {
    const left = hold === undefined ? bytes : await leftToCopy(target, { claim: wanted.claim, move }, bytes, signal);
    refuseFull(to, { bytes: left, disk, what: 'to copy' }, FULL);
  }
  const lostSizes = sizesNotOn(to, platform);
  const isResumed = hold !== undefined;
  return { server, from, to: target, hold: wanted, lost, isResumed, isSwitched, pods, bytes, disk, lostSizes };
}

/** The move that another one replaces: its home was halfway to a node that is lost. */
async function moveToLost(
  cluster: AskedCluster,
  server: Host,
  { hold, state }: { readonly hold: Hold; readonly state: SwitchState | undefined },
): Promise<MoveHold> {
  const { move } = hold;
  if (move === undefined || state === 'before') throw unfinished(hold);
  const now = (await listNodes(server, cluster.signal)).find((it) => it.name === move.to.node);
  if ((await signOfLife(cluster, move.to.node, now)) !== undefined) throw unfinished(hold);
  return { ...hold, move };
}

async function checkOldCopy(from: Host, move: MoveRecord, signal: AbortSignal): Promise<void> {
  const words = ['-d', move.from.path, '-o', '-d', keptPath(move)];
  const { exitCode } = await from.run(['test', ...words], { sudo: true, allow: [1], signal });
  if (exitCode === 0) return;
  throw new UserError(`${from.name} has no old copy of the home any more: ${move.from.path}`, {
    fix: `Nothing was changed. Switch ${move.to.node} on again: the copy there is the only one.`,
  });
}

/** Sizes of servers that never run on a node. */
export function sizesNotOn(node: string, platform: Platform): string[] {
  const sizes = Object.entries(sizesNeverOn(platform).neverOn?.size ?? {});
  return sizes.flatMap(([size, nodes]) => (nodes.includes(node) ? size : []));
}

function usable(home: Home | undefined, homes: readonly Home[], { user, server }: MoveRequest): NodeHome {
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
  const nodes = await listNodes(server, signal);
  const why = whyNotTo(to, nodes);
  const others = nodes.map((it) => it.name).filter((it) => it !== to);
  if (why !== undefined) throw new UserError(why, { fix: `Name another node: ${few(others, 10)}.`, exitCode: 2 });
}

/** How many of the bytes of a home a node does not have yet. */
export async function leftToCopy(
  to: Host,
  { claim, move }: Pick<MoveHold, 'claim' | 'move'>,
  bytes: number,
  signal: AbortSignal,
): Promise<number> {
  const copied = [move.to.path, stageBeside(move.to.path, claim)];
  return Math.max(bytes - (await sizeOf(to, copied, signal)), 0);
}

/** Bytes that folders on a node take; none where there is no folder. */
export async function sizeOf(host: Host, folders: readonly string[], signal: AbortSignal): Promise<number> {
  const options = { sudo: true, timeout: 30 * 60_000, signal };
  const { stdout } = await host.run(['sh', '-c', MEASURE, 'measure', ...folders], options);
  return stdout.split('\n').reduce((sum, line) => sum + Number.parseInt(line || '0', 10), 0);
}
