import { whileLocked } from '../cluster/cluster-lock.ts';
import { type AskedCluster, askServer, doubtIn } from '../operate/ask-server.ts';
import { findHomes } from '../operate/homes/find-homes.ts';
import { describeMove, homeName } from '../operate/move/describe-move.ts';
import { moveHome } from '../operate/move/move-home.ts';
import { oldCopies } from '../operate/move/old-copies.ts';
import { type MovePlan, type MoveRequest, planMove } from '../operate/move/plan-move.ts';
import { loadPlatform } from '../settings/load.ts';
import { interruptible } from '../system/interruptible.ts';
import { failureOf, runTasks } from '../system/task-list.ts';
import { note, print } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { askPerson } from './ask-person.ts';
import type { HomeMoveOptions } from './home-command.ts';
import { knownCluster } from './known-cluster.ts';

/** Runs `hubwright home move`. */
export async function runHomeMove(user: string, options: HomeMoveOptions): Promise<void> {
  const cluster = await knownCluster(loadPlatform({ secrets: 'mask' }).platform);
  const request = { user, server: options.server ?? '', to: options.to };
  await interruptible(
    async (signal) => {
      const asked = { ...cluster, signal };
      const plan = await planMove(asked, request, new Date());
      print(plan === undefined ? `${capital(homeName(request))} is on ${request.to}.` : describeMove(plan));
      if (plan !== undefined && options.dryRun !== true) {
        if (options.yes !== true) await confirm('Move it? [y/N] ', 'a move needs confirmation', 'nothing was moved');
        await whileLocked(cluster.folder, () => moveOne(asked, plan));
      }
      if (options.deleteOld) await deleteOld(asked, request, options);
    },
    { hosts: cluster.hosts },
  );
}

async function moveOne({ platform, signal }: AskedCluster, plan: MovePlan): Promise<void> {
  let end = '';
  const task = {
    title: plan.hold.user,
    run: async (progress: (text: string) => void) => {
      const { kept, problem } = await moveHome(plan, { platform, progress, signal });
      end =
        problem === undefined
          ? `The old copy is kept on ${plan.from.name} as ${kept}. To delete it, run the same command with --delete-old.`
          : `The old copy is kept on ${plan.from.name} as ${kept}, and could not be renamed (${problem}). No volume has it any more.`;
      return `moved ${homeName(plan.hold)} to ${plan.to.name}`;
    },
  };
  const failed = await runTasks([task], { signal });
  if (failed.length > 0) {
    const fix = 'The same command can be run again; `npx hubwright home list` says whether a move is unfinished.';
    throw failureOf('the move did not finish', failed, fix);
  }
  print(end);
}

async function deleteOld(cluster: AskedCluster, request: MoveRequest, options: HomeMoveOptions): Promise<void> {
  const { platform, hosts, signal } = cluster;
  const { namespace } = platform.hub;
  const users = Object.keys(platform.users);
  const { homes } = await askServer(cluster, (server) => findHomes(server, { namespace, users }, signal));
  const home = homes.find((it) => it.user === request.user && it.server === request.server && it.phase === 'Bound');
  if (home === undefined) return;
  let count = 0;
  for (const host of hosts) {
    const doubt = await doubtIn(cluster, host).catch((error: Error) => error.message);
    if (doubt !== undefined) {
      note(`${host.name} was not asked for old copies: ${doubt}`);
      continue;
    }
    for (const path of await oldCopies(host, home, signal)) {
      count += 1;
      print(`${host.name}: ${path}`);
      if (options.dryRun) continue;
      if (options.yes !== true)
        await confirm('Delete it for good? [y/N] ', 'deleting needs confirmation', 'it was kept');
      const limit = { sudo: true, timeout: 60 * 60_000, signal };
      await host.run(['rm', '-rf', '--one-file-system', '--', path], limit);
      print('deleted');
    }
  }
  if (count === 0) print('There is no old copy.');
}

async function confirm(question: string, message: string, otherwise: string): Promise<void> {
  const answer = await askPerson(question, { message, fix: 'Add --yes, or --dry-run to look first.' });
  if (!/^y(es)?$/i.test(answer)) throw new UserError(otherwise, { exitCode: 2 });
}

const capital = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
