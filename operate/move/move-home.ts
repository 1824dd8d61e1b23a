import type { Platform } from '../../platform/platform.ts';
import type { Host } from '../../system/hosts/host.ts';
import { HostError } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import { liftHold, type MoveRecord, takeHold } from '../homes/holds.ts';
import { stageBeside } from '../homes/stage.ts';
import { stopServers } from '../restore/servers.ts';
import { copyTree, isCopied } from './copy-tree.ts';
import type { MovePlan } from './plan-move.ts';
import { forgetVolume, hasBegunSwitch, type Switch, switchVolume } from './switch-volume.ts';

export interface MoveOptions {
  readonly platform: Platform;
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

/** How often a home is copied again because a server used it meanwhile. */
const TRIES = 3;
const KEEP = 'if [ -d "$1/" ]; then mv -nT -- "$1" "$2"; fi';

/** Where the old copy of a moved home is kept. */
export const keptPath = ({ from, stamp }: MoveRecord): string => `${from.path}.moved-${stamp}`;

/**
 * Moves a home. Until the claim changes its volume, the home is where it was, and a failure gives the move up; from then on
 * another try finishes it. Each step can be run again.
 *
 * @returns where the old copy is, and why it could not get that name if it could not
 */
export async function moveHome(
  plan: MovePlan,
  { platform, progress, signal }: MoveOptions,
): Promise<{ readonly kept: string; readonly problem?: string }> {
  const { server, from, to } = plan;
  const { namespace } = platform.hub;
  const hold = await takeHold(server, namespace, plan.hold, signal);
  const move = hold.move as MoveRecord;
  if (move.to.volume !== plan.hold.move?.to.volume) {
    throw new UserError(`another move of the home of ${hold.user} began at ${hold.since}`, {
      fix: 'Run the same command again: it goes on with that one.',
    });
  }
  const it: Switch = { server, namespace, hold, move, signal };
  if (!(await hasBegunSwitch(it))) {
    try {
      await copyAtRest(plan, it, progress);
    } catch (error) {
      // One that was begun elsewhere may be running there still.
      if (!plan.isResumed) await giveUp(it, to).catch(() => {});
      throw error;
    }
  }
  progress('switching the claim to the copy');
  await switchVolume(it);
  const kept = keptPath(move);
  const problem = await from
    .run(['sh', '-c', KEEP, 'keep', move.from.path, kept], { sudo: true, signal })
    .catch((error) => error);
  if (problem instanceof HostError && problem.reason === 'aborted') throw problem;
  if (problem instanceof Error && !(problem instanceof HostError)) throw problem;
  await liftHold(server, namespace, hold.claim);
  return problem instanceof HostError ? { kept: move.from.path, problem: problem.what } : { kept };
}

/** Copies while no server uses the home: one that began to start before the hold is stopped, and the copy is made again. */
async function copyAtRest(
  plan: MovePlan,
  { server, namespace, hold, move, signal }: Switch,
  progress: MoveOptions['progress'],
) {
  const of = { user: hold.user, server: hold.server, namespace };
  const stop = async () => {
    const pods = await stopServers(server, of, signal);
    if (pods.length > 0) progress(`stopped ${pods.join(', ')}`);
    return pods.length;
  };
  const copy = {
    from: { host: plan.from, path: move.from.path },
    to: { host: plan.to, path: move.to.path },
    ...{ claim: hold.claim, bytes: plan.bytes },
  };
  await stop();
  for (let left = TRIES; left > 0; left--) {
    if (!(await isCopied(copy, signal))) {
      await plan.to.run(['rm', '-rf', '--one-file-system', '--', move.to.path], {
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

/** Takes back what a move has made, while the claim still has the old volume. Without a signal: it cleans up after one. */
export async function giveUp(it: Omit<Switch, 'signal'>, to: Host | undefined): Promise<void> {
  const { server, namespace, hold, move } = it;
  await forgetVolume(it);
  if (to !== undefined) {
    const folders = [stageBeside(move.to.path, hold.claim), move.to.path];
    await to.run(['rm', '-rf', '--one-file-system', '--', ...folders], { sudo: true, timeout: 30 * 60_000 });
  }
  await liftHold(server, namespace, hold.claim);
}
