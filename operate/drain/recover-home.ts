import { posix } from 'node:path';
import { UserError } from '../../system/user-error.ts';
import type { Snapshot } from '../backup/repository.ts';
import { liftHold, releaseOf } from '../homes/holds.ts';
import { stopServers } from '../homes/servers.ts';
import { stageBeside } from '../homes/stage.ts';
import { putWhole } from '../move/copy-tree.ts';
import { homeName } from '../move/describe-move.ts';
import { type MoveOptions, type Relocation, relocate } from '../move/relocate.ts';
import { hasCopy, type Switch } from '../move/switch-volume.ts';
import { homeOf, restoreWords } from '../restore/in-snapshot.ts';
import { restoreToStage } from '../restore/staged.ts';

export interface Recovery extends Relocation {
  /** Undefined if the home has no backup: it has to be there already. */
  readonly snapshot: Snapshot | undefined;
  /** Rejects once the node is back: users work in its homes again. */
  readonly checkLost: () => Promise<void>;
}

/**
 * Gives a home whose node is lost a volume on another node, with what is in its backup. What is on the lost node belongs to no
 * claim from then on, so that it is not used even if the node comes back.
 */
export async function recoverHome(recovery: Recovery, options: MoveOptions): Promise<void> {
  const { server, namespace, hold } = await relocate(recovery, options, (it) => fill(recovery, it, options));
  await liftHold(server, namespace, hold);
}

/** What has its name is whole: it is left by an earlier try, or is the compared copy of a move that was cut off. */
async function fill({ to, snapshot, checkLost }: Recovery, it: Switch, { progress }: MoveOptions): Promise<void> {
  const { server, namespace, hold, move, signal } = it;
  const whose = { user: hold.user, server: hold.server, namespace };
  const stop = async () => {
    await checkLost();
    await stopServers(server, whose, signal, { isLost: true });
  };
  await stop();
  if (!(await hasCopy(it))) {
    const what = homeName(hold);
    if (snapshot === undefined) {
      throw new UserError(`${what} is in no backup`, {
        fix: `It stays where it was: \`${releaseOf(hold)}\` gives up what has begun.`,
      });
    }
    const stage = stageBeside(move.to.path, hold.claim);
    const { bytes } = snapshot;
    const restored = (text: string) => progress(`restored ${text}`);
    await restoreToStage(to, {
      ...{ stage, words: restoreWords(snapshot, [], stage), bytes, what, progress: restored, signal },
    });
    await putWhole(to, { stage, name: posix.basename(homeOf(snapshot)), path: move.to.path, bytes }, signal);
  }
  await stop();
}
