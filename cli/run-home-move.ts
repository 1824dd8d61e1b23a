import { doubtIn } from '../cluster/doubt-of.ts';
import type { AskedCluster } from '../operate/ask-server.ts';
import { describeMove, homeName } from '../operate/move/describe-move.ts';
import { moveHome, type OldCopy } from '../operate/move/move-home.ts';
import { homeInPlace, oldCopies } from '../operate/move/old-copies.ts';
import { type MovePlan, type MoveRequest, planMove } from '../operate/move/plan-move.ts';
import { loadPlatform } from '../settings/load.ts';
import { forDisplay } from '../system/exec.ts';
import { interruptible } from '../system/interruptible.ts';
import { failureOf, runTasks } from '../system/task-list.ts';
import { note, print } from '../system/terminal.ts';
import { changing } from './changing.ts';
import { confirm } from './confirm.ts';
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
      if (options.dryRun) {
        if (options.deleteOld) await deleteOld(asked, request);
        return;
      }
      if (plan === undefined && !options.deleteOld) return;
      if (plan !== undefined && options.yes !== true) {
        await confirm('Move it? [y/N] ', 'a move needs confirmation', 'nothing was moved');
      }
      const server = request.server === '' ? [] : ['--server', request.server];
      const old = options.deleteOld ? ['--delete-old'] : [];
      const command = forDisplay('home', ['move', user, ...server, '--to', request.to, ...old]);
      await changing({ ...asked, command, words: options }, async ({ record, signal }) => {
        const now = { ...asked, signal };
        if (plan !== undefined) {
          await record.begin({ signal });
          await moveOne(now, plan);
        }
        if (!options.deleteOld) return;
        await deleteOld(now, request, async () => {
          if (options.yes !== true) {
            await confirm('Delete it for good? [y/N] ', 'deleting needs confirmation', 'it was kept');
          }
          await record.begin({ signal });
        });
      });
    },
    { hosts: cluster.hosts },
  );
}

async function moveOne({ platform, signal }: AskedCluster, plan: MovePlan): Promise<void> {
  let end = '';
  const task = {
    title: plan.hold.user,
    run: async (progress: (text: string) => void) => {
      end = describeOld(await moveHome(plan, { platform, progress, signal }), plan.hold.move?.from.node);
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

function describeOld({ path, problem }: OldCopy, node = ''): string {
  if (path === undefined) return `No old copy is left on ${node}.`;
  if (problem === undefined) {
    return `The old copy is kept on ${node} as ${path}. To delete it, run the same command with --delete-old.`;
  }
  return `The old copy on ${node}, ${path}, could not be renamed (${problem}). No volume has it any more.`;
}

/**
 * Lists the old copies of a home, and deletes them.
 *
 * @param agree asked before each is deleted. @default - none is
 */
async function deleteOld(cluster: AskedCluster, request: MoveRequest, agree?: () => Promise<void>): Promise<void> {
  const { hosts, signal } = cluster;
  const home = await homeInPlace(cluster, request);
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
      if (agree === undefined) continue;
      await agree();
      const limit = { sudo: true, timeout: 60 * 60_000, signal };
      await host.run(['rm', '-rf', '--one-file-system', '--', path], limit);
      print('deleted');
    }
  }
  if (count === 0) print('There is no old copy.');
}

const capital = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
