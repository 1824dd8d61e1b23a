import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { liftHold, replaceHold } from '../homes/holds.ts';
import { stopServers } from '../homes/servers.ts';
import { copyTree, isCopied } from './copy-tree.ts';
import { keptPath, type MoveHold } from './new-hold.ts';
import type { MovePlan } from './plan-move.ts';
import { hasArrived, type MoveOptions, relocate } from './relocate.ts';
import { leaveLost, type Switch } from './switch-volume.ts';

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

const UNKEEP = 'if [ ! -d "$1/" ] && [ -d "$2/" ]; then mv -nT -- "$2" "$1"; fi';

/** Moves a home. Each step can be run again. */
export async function moveHome(plan: MovePlan, options: MoveOptions): Promise<OldCopy> {
  if (plan.lost !== undefined) await redirect(plan, plan.lost, options);
  const it = await relocate(plan, options, (begun) => copyAtRest(plan, begun, options.progress));
  const old = await keepOld(it, plan.from);
  await liftHold(it.server, it.namespace, it.hold);
  return old;
}

/** Turns back a move to a node that is lost: the home is where it was, has no volume, and is held for the new move. */
async function redirect(
  { server, from, hold: wanted }: MovePlan,
  old: MoveHold,
  { platform, progress, signal }: MoveOptions,
): Promise<void> {
  const { namespace } = platform.hub;
  const { move } = old;
  progress(`leaving ${move.to.node}, which is lost`);
  await leaveLost({ server, namespace, hold: old, move, signal });
  await from?.run(['sh', '-c', UNKEEP, 'unkeep', move.from.path, keptPath(move)], { sudo: true, signal });
  await replaceHold(server, namespace, { old, wanted, signal });
}

async function keepOld({ move, signal }: Switch, from: Host | undefined): Promise<OldCopy> {
  const { node, path } = move.from;
  if (from === undefined) return { path, problem: `${node} cannot be reached` };
  const kept = keptPath(move);
  try {
    const { stdout } = await from.run(['sh', '-c', KEEP, 'keep', path, kept], { sudo: true, signal });
    return stdout.trim() === 'kept' ? { path: kept } : {};
  } catch (error) {
    throwUnlessHostFailed(error);
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
