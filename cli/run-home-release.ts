import { whileLocked } from '../cluster/cluster-lock.ts';
import { askServer } from '../operate/ask-server.ts';
import { againOf, liftHold, listHolds } from '../operate/homes/holds.ts';
import { giveUp } from '../operate/move/move-home.ts';
import { hasBegunSwitch } from '../operate/move/switch-volume.ts';
import { loadPlatform } from '../settings/load.ts';
import { interruptible } from '../system/interruptible.ts';
import { print } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { knownCluster } from './known-cluster.ts';

/** Runs `hubwright home release`: gives up a move or restore that was left unfinished. */
export async function runHomeRelease(
  user: string,
  { server: named = '' }: { readonly server?: string },
): Promise<void> {
  const cluster = await knownCluster(loadPlatform({ secrets: 'mask' }).platform);
  const { namespace } = cluster.platform.hub;
  const release = async (signal: AbortSignal) => {
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
    const { move } = hold;
    if (move === undefined) await liftHold(server, namespace, hold.claim);
    else if (await hasBegunSwitch({ server, namespace, hold, move, signal })) {
      throw new UserError(`the move of the home of ${user} to ${move.to.node} has gone too far to be given up`, {
        fix: `\`${againOf(hold)}\` finishes it.`,
      });
    } else {
      const to = cluster.hosts.find((it) => it.name === move.to.node);
      await giveUp({ server, namespace, hold, move }, to);
    }
    print(`Servers of ${user} may start again. The home is where it was.`);
  };
  await interruptible((signal) => whileLocked(cluster.folder, () => release(signal)), { hosts: cluster.hosts });
}
