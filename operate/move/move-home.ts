import type { Platform } from '../../platform/platform.ts';
import type { Host } from '../../system/hosts/host.ts';
import { HostError } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import { isHeld, isSameHold, liftHold, type MoveRecord, takeHold } from '../homes/holds.ts';
import { stageBeside } from '../homes/stage.ts';
import { stopServers } from '../restore/servers.ts';
import { copyTree, isCopied } from './copy-tree.ts';
import type { MovePlan } from './plan-move.ts';
import { type BegunMove, forgetVolume, hasCopy, type Switch, switchState, switchVolume } from './switch-volume.ts';

export interface MoveOptions {
  readonly platform: Platform;
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

/** What is left on the node that the home was on. */
export interface OldCopy {
  /** Where it is; undefined if there is none. */
  readonly path?: string;
  /** Why it could not get its name. */
  readonly problem?: string;
}

/** How often a home is copied again because a server used it meanwhile. */
const TRIES = 3;
const KEEP = 'if [ -d "$1/" ]; then mv -nT -- "$1" "$2"; fi; if [ -d "$2/" ]; then printf kept; fi';

/** Where the old copy of a moved home is kept. */
export const keptPath = ({ from, stamp }: MoveRecord): string => `${from.path}.moved-${stamp}`;

/**
 * Moves a home. Until the claim changes its volume, the home is where it was, and a failure gives the move up; from then on
 * another try finishes it. Each step can be run again.
 */
export async function moveHome(plan: MovePlan, { platform, progress, signal }: MoveOptions): Promise<OldCopy> {
  const { server, to } = plan;
  const { namespace } = platform.hub;
  const hold = await takeHold(server, namespace, plan.hold, signal);
  if (!isSameHold(hold, plan.hold)) {
    throw new UserError(`another move of the home of ${hold.user} began at ${hold.since}`, {
      fix: 'Run the same command again: it continues that one, if it goes to the same node.',
    });
  }
  const it: Switch = { server, namespace, hold, move: hold.move as MoveRecord, to, signal };
  if (!plan.isResumed && (await switchState(it)) === 'between') {
    await liftHold(server, namespace, hold);
    throw new UserError(`the claim of the home of ${hold.user} was deleted meanwhile`, {
      fix: 'Nothing was changed. `npx hubwright home list` shows what there is of the home.',
    });
  }
  try {
    if (!(await hasArrived(it))) await copyAtRest(plan, it, progress);
  } catch (error) {
    // One that was begun elsewhere may be running there still.
    if (!plan.isResumed) await giveUpUnfinished(it).catch(() => {});
    throw error;
  }
  progress('switching the claim to the copy');
  await switchVolume(it);
  const old = await keepOld(it, plan.from);
  await liftHold(server, namespace, hold);
  return old;
}

/** Whether the claim has the copy: nothing is left to be copied. */
async function hasArrived(it: Switch): Promise<boolean> {
  return (await switchState(it)) === 'after' && (await hasCopy(it));
}

async function keepOld({ move, signal }: Switch, from: Host | undefined): Promise<OldCopy> {
  const { node, path } = move.from;
  if (from === undefined) return { path, problem: `${node} cannot be reached` };
  const kept = keptPath(move);
  try {
    const { stdout } = await from.run(['sh', '-c', KEEP, 'keep', path, kept], { sudo: true, signal });
    return stdout.trim() === 'kept' ? { path: kept } : {};
  } catch (error) {
    if (!(error instanceof HostError) || error.reason === 'aborted') throw error;
    return { path, problem: error.what };
  }
}

/** Copies while no server uses the home: one that began to start before the hold is stopped, and the copy is made again. */
async function copyAtRest(plan: MovePlan, it: Switch, progress: MoveOptions['progress']) {
  const { server, namespace, hold, move, signal } = it;
  const { from, to, bytes } = plan;
  if (from === undefined) {
    throw new UserError(`the copy on ${to.name} is gone, and ${move.from.node} cannot be reached`, {
      fix: 'Make sure that it is on and in platform.yaml. Then run the same command again.',
    });
  }
  const whose = { user: hold.user, server: hold.server, namespace };
  const stop = async () => {
    const pods = await stopServers(server, whose, signal);
    if (pods.length > 0) progress(`stopped ${pods.join(', ')}`);
    return pods.length;
  };
  const copy = {
    from: { host: from, path: move.from.path },
    to: { host: to, path: move.to.path },
    ...{ claim: hold.claim, bytes },
  };
  await stop();
  for (let left = TRIES; left > 0; left--) {
    // A claim that the hub has made meanwhile may have got it.
    if (await hasArrived(it)) return;
    if (!(await isCopied(copy, signal))) {
      await to.run(['rm', '-rf', '--one-file-system', '--', move.to.path], {
        sudo: true,
        signal,
        timeout: 30 * 60_000,
      });
      await copyTree(copy, { progress, signal });
    }
    if ((await stop()) === 0) return;
  }
  throw new UserError(`a server of ${hold.user} started again and again while the home was copied`, {
    fix: 'Run `npx hubwright up`, so that the hub knows of holds. Then run the same command again.',
  });
}

/** Without a signal: it cleans up after one. */
async function giveUpUnfinished({ signal: _, ...it }: Switch): Promise<void> {
  if ((await switchState(it)) === 'before') await giveUp(it, it.to);
}

/**
 * Takes back what a move has made, while the claim still has the old volume.
 *
 * @param to where the copy was begun; undefined if it cannot be reached
 * @returns folders that may be left there
 */
export async function giveUp(it: BegunMove, to: Host | undefined): Promise<readonly string[]> {
  const { server, namespace, hold, move } = it;
  if (!(await isHeld(server, namespace, hold))) return [];
  await forgetVolume(it);
  const folders = [stageBeside(move.to.path, hold.claim), move.to.path];
  const options = { sudo: true, timeout: 30 * 60_000 };
  const removed = await to?.run(['rm', '-rf', '--one-file-system', '--', ...folders], options).catch((error) => {
    if (!(error instanceof HostError)) throw error;
  });
  await liftHold(server, namespace, hold);
  return removed === undefined ? folders : [];
}
