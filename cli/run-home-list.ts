import { type AskedCluster, askServer } from '../operate/ask-server.ts';
import { findHomes } from '../operate/homes/find-homes.ts';
import { listHolds } from '../operate/homes/holds.ts';
import { homesTable } from '../operate/homes/homes-table.ts';
import { knownUsers } from '../operate/homes/known-users.ts';
import { type Answer, askNode, type HomeList, homeList } from '../operate/homes/list-homes.ts';
import { databaseClaim } from '../platform/database-place.ts';
import { homePlace } from '../platform/home-place.ts';
import { loadPlatform } from '../settings/load.ts';
import { inUnits } from '../system/bytes.ts';
import { counted } from '../system/counted.ts';
import { interruptible } from '../system/interruptible.ts';
import { drawList } from '../system/task-list.ts';
import { canRedraw, note, print, printData, widthOf } from '../system/terminal.ts';
import type { HomeListOptions } from './home-command.ts';
import { knownCluster } from './known-cluster.ts';

/** Runs `hubwright home list`. */
export async function runHomeList({ json = false, minutes }: Omit<HomeListOptions, 'json'> & { json?: boolean }) {
  const cluster = await knownCluster(loadPlatform({ secrets: 'mask' }).platform);
  const list = await interruptible((signal) => measureAll({ ...cluster, signal }, { limit: 60 * minutes, json }), {
    hosts: cluster.hosts,
  });
  if (json) printData(JSON.stringify(list, undefined, 2));
  else print(homesTable(list, widthOf(process.stdout)));
  if (list.nodes.some((it) => it.problem !== null)) process.exitCode = 1;
}

/** All nodes at once, each a line of a list on a terminal. */
async function measureAll(
  cluster: AskedCluster,
  { limit, json }: { readonly limit: number; readonly json: boolean },
): Promise<HomeList> {
  const { platform, hosts, signal } = cluster;
  const { found, users, holds } = await askServer(cluster, async (server) => {
    const users = await knownUsers(server, platform, signal);
    const question = { namespace: platform.hub.namespace, users: typeof users === 'string' ? [] : [...users] };
    const holds = await listHolds(server, platform.hub.namespace, signal);
    return { users, holds, found: await findHomes(server, question, signal) };
  });
  const answers = new Map<string, Answer>();
  const isDrawn = !json && canRedraw(process.stdout);
  if (!isDrawn) note(`measuring homes on ${counted(hosts.length, 'node')}, for at most ${limit / 60} minutes`);
  const tasks = hosts.map((host) => ({
    title: host.name,
    run: async (line: { readonly progress: (text: string) => void; readonly rename: (title: string) => void }) => {
      const answer = await askNode(host, { cluster, found, limit }, line.progress);
      answers.set(host.name, answer);
      line.rename(`${host.name}: ${typeof answer === 'string' ? answer : measuredOf(answer)}`);
    },
  }));
  await drawList(tasks, { concurrent: Number.POSITIVE_INFINITY, isDrawn, endsAtFailure: true });
  return homeList({
    ...{ found, answers, users, holds, place: homePlace(platform.storage) },
    hasDatabaseClaim: databaseClaim(platform) !== undefined,
    isOpen: platform.auth.type !== 'users',
  });
}

function measuredOf({ folders }: Exclude<Answer, string>): string {
  const bytes = [...folders.values()].reduce((sum, it) => sum + (it.bytes ?? 0), 0);
  return `${counted(folders.size, 'volume')}, ${inUnits(bytes)}`;
}
