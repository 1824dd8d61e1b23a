import type { ClusterChange } from '../cluster/change-cluster.ts';
import { askServer, hostIfThere } from '../operate/ask-server.ts';
import { againOf, liftHold, listHolds } from '../operate/homes/holds.ts';
import { giveUp } from '../operate/move/relocate.ts';
import { switchState } from '../operate/move/switch-volume.ts';
import { loadPlatform } from '../settings/load.ts';
import { forDisplay } from '../system/exec.ts';
import { interruptible } from '../system/interruptible.ts';
import { note, print } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { changing } from './changing.ts';
import type { HomeReleaseOptions } from './home-command.ts';
import { knownCluster } from './known-cluster.ts';

/** Runs `hubwright home release`: gives up a move or restore that was left unfinished. */
export async function runHomeRelease(
  user: string,
  { server: named = '', ...words }: HomeReleaseOptions,
): Promise<void> {
  const cluster = await knownCluster(loadPlatform({ secrets: 'mask' }).platform);
  const { namespace } = cluster.platform.hub;
  const release = async ({ record, signal }: ClusterChange) => {
    const asked = { ...cluster, signal };
    const found = await askServer(asked, async (server) => ({
      server,
      holds: await listHolds(server, namespace, signal),
    }));
    const { server } = found;
    const hold = found.holds.find((it) => it.user === user && it.server === named);
    if (hold === undefined) {
      print(`Nothing keeps the servers of ${user} from starting.`);
      return;
    }
    await record.begin({ signal });
    const { move } = hold;
    if (move === undefined) {
      await liftHold(server, namespace, hold);
      print(
        `Servers of ${user} may start again. The home is as it was, or ${hold.work === 'import' ? 'copied' : 'restored'}.`,
      );
      return;
    }
    const begun = { server, namespace, hold, move, signal };
    if ((await switchState(begun)) !== 'before') {
      throw new UserError(`the move of the home of ${user} to ${move.to.node} has gone too far to be given up`, {
        fix: `\`${againOf(hold)}\` finishes it. If ${move.to.node} is lost, name another node.`,
      });
    }
    const left = await giveUp(begun, await hostIfThere(asked, move.to.node));
    print(`Servers of ${user} may start again. The home is where it was.`);
    if (left.length > 0) {
      const words = ['rm', '-rf', '--one-file-system', '--', ...left];
      note(`${move.to.node} cannot be reached. To delete the unfinished copy there: \`${forDisplay('sudo', words)}\`.`);
    }
  };
  const command = forDisplay('home', ['release', user, ...(named === '' ? [] : ['--server', named])]);
  await interruptible((signal) => changing({ ...cluster, signal, command, words }, release), { hosts: cluster.hosts });
}
