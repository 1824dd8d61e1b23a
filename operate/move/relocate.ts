import type { Platform } from '../../platform/platform.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import { type Hold, isHeld, isSameHold, liftHold, type MoveRecord, takeHold } from '../homes/holds.ts';
import { stageBeside } from '../homes/stage.ts';
import { type BegunMove, forgetVolume, hasCopy, type Switch, switchState, switchVolume } from './switch-volume.ts';

/** A home that gets a volume on another node. */
export interface Relocation {
  /** Where Kubernetes is asked. */
  readonly server: Host;
  readonly to: Host;
  readonly hold: Hold;
  /** Whether an earlier try is continued. */
  readonly isResumed: boolean;
}

export interface MoveOptions {
  readonly platform: Platform;
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

/**
 * Holds a home, has its new folder filled, and switches its claim. Until the claim changes its volume, the home is where it
 * was, and a failure gives all up; from then on another try finishes it. Each step can be run again. The hold stays.
 *
 * @param fill puts the home in its new folder, while no server uses it
 */
export async function relocate(
  { server, to, hold: wanted, isResumed }: Relocation,
  { platform, progress, signal }: MoveOptions,
  fill: (it: Switch) => Promise<void>,
): Promise<Switch> {
  const { namespace } = platform.hub;
  const hold = await takeHold(server, namespace, wanted, signal);
  if (!isSameHold(hold, wanted)) {
    throw new UserError(`another move of the home of ${hold.user} began at ${hold.since}`, {
      fix: 'Run the same command again: it continues that one, if it goes to the same node.',
    });
  }
  const it: Switch = { server, namespace, hold, move: hold.move as MoveRecord, to, signal };
  if (!isResumed && (await switchState(it)) === 'between') {
    await liftHold(server, namespace, hold);
    throw new UserError(`the claim of the home of ${hold.user} was deleted meanwhile`, {
      fix: 'Nothing was changed. `npx hubwright home list` shows what there is of the home.',
    });
  }
  try {
    if (!(await hasArrived(it))) await fill(it);
  } catch (error) {
    // One that was begun elsewhere may be running there still.
    if (!isResumed) await giveUpUnfinished(it).catch(() => {});
    throw error;
  }
  progress('switching the claim to the copy');
  await switchVolume(it);
  return it;
}

/** Whether the claim has the copy: nothing is left to be copied. */
export async function hasArrived(it: Switch): Promise<boolean> {
  return (await switchState(it)) === 'after' && (await hasCopy(it));
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
