import { archiveSource } from '../migrate/homes/archive.ts';
import { describeHomes, ownerOfSource } from '../migrate/homes/describe-homes.ts';
import { type ImportOptions, importHome } from '../migrate/homes/import-home.ts';
import { type OldHomes, oldHomes, UID } from '../migrate/homes/old-cluster.ts';
import { type HomesPlan, planHomes } from '../migrate/homes/plan-homes.ts';
import { type AskedCluster, askServer } from '../operate/ask-server.ts';
import { loadPlatform } from '../settings/load.ts';
import { forDisplay, run } from '../system/exec.ts';
import { few } from '../system/few.ts';
import { interruptible } from '../system/interruptible.ts';
import { failureOf, runTasks } from '../system/task-list.ts';
import { note, print } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { changing } from './changing.ts';
import { confirm } from './confirm.ts';
import type { HomeImportOptions } from './home-command.ts';
import { knownCluster } from './known-cluster.ts';

/** How many homes are copied at once: all pass through this machine. */
const AT_ONCE = 2;

/** Runs `hubwright home import`. */
export async function runHomeImport(users: readonly string[], options: HomeImportOptions): Promise<void> {
  refuseWords(users, options);
  const cluster = await knownCluster(loadPlatform({ secrets: 'mask' }).platform);
  await interruptible(
    async (signal) => {
      const asked = { ...cluster, signal };
      const { sources, left } = await sourcesOf(users, options, asked);
      const replaces = users.length > 0 || options.replace === true;
      const plan = await planHomes(asked, { sources, replaces, to: options.to }, new Date());
      print(describeHomes(plan, left));
      if (options.dryRun || plan.homes.length === 0) return;
      if (options.yes !== true) {
        await confirm('Copy them? [y/N] ', 'an import of homes needs confirmation', 'nothing was copied');
      }
      const words = wordsOf(options);
      const command = forDisplay('home', ['import', ...users, ...words]);
      await changing({ ...asked, command, words: options }, async ({ record, signal }) => {
        await record.begin({ signal });
        const again =
          users.length > 0 ? '' : options.replace ? ' with the names of these users' : ': the others are left';
        await copyAll({ ...asked, signal }, plan, { words, isInUse: options.whileUsed === true, again });
      });
    },
    { hosts: cluster.hosts },
  );
}

function refuseWords(users: readonly string[], options: HomeImportOptions): void {
  const { from, fromCluster, server } = options;
  const ofCluster = (['context', 'namespace', 'release', 'image'] as const).filter((it) => options[it] !== undefined);
  const wrong = (what: string, fix: string) => new UserError(what, { fix, exitCode: 2 });
  if (from === undefined && fromCluster !== true) {
    throw wrong(
      'nothing says where the homes are',
      'Add --from-cluster for a hub in another cluster, or --from FILE for an archive of one home.',
    );
  }
  if (from !== undefined && fromCluster) throw wrong('--from and --from-cluster exclude each other', 'Leave one out.');
  if (fromCluster && server !== undefined) {
    throw wrong('--server is for --from', 'Leave it out: homes of named servers come with those of their user.');
  }
  if (from === undefined) return;
  const [only] = [...ofCluster, ...(options.whileUsed ? ['while-used'] : [])];
  if (only !== undefined) throw wrong(`--${only} is for --from-cluster`, 'Leave it out.');
  if (users.length !== 1)
    throw wrong('an archive is the home of one user', 'Name the user: `home import ada --from FILE`.');
}

async function sourcesOf(
  users: readonly string[],
  options: HomeImportOptions,
  cluster: AskedCluster,
): Promise<OldHomes> {
  const { platform, signal } = cluster;
  const { from, server = '' } = options;
  if (from !== undefined) {
    return { sources: await Promise.all(users.map((user) => archiveSource({ user, server, file: from }))), left: [] };
  }
  const known = Object.keys(platform.users);
  const namespace = ['k3s', 'kubectl', 'get', 'namespace', platform.hub.namespace, '-o', UID];
  const target = (await askServer(cluster, (server) => server.run(namespace, { sudo: true, signal }))).stdout;
  return oldHomes({ ...options, run, note, users, known, target, isInUse: options.whileUsed === true });
}

/** As they were given, for the history and for whoever finds an unfinished import. */
function wordsOf(options: HomeImportOptions): string[] {
  const named = (['context', 'namespace', 'release', 'image', 'from', 'server', 'to'] as const).flatMap((it) => {
    const value = options[it];
    return value === undefined ? [] : [`--${it}`, value];
  });
  const said = (flag: string, isSaid: true | undefined) => (isSaid ? [flag] : []);
  return [
    ...said('--from-cluster', options.fromCluster),
    ...named,
    ...said('--replace', options.replace),
    ...said('--while-used', options.whileUsed),
  ];
}

async function copyAll(
  cluster: AskedCluster,
  plan: HomesPlan,
  { words, isInUse, again }: Pick<ImportOptions, 'words' | 'isInUse'> & { readonly again: string },
): Promise<void> {
  const { signal } = cluster;
  const notes: string[] = [];
  let count = 0;
  const tasks = plan.homes.map((home) => ({
    title: ownerOfSource(home.source),
    run: async (progress: (text: string) => void) => {
      const done = await importHome(cluster, plan, home, { words, isInUse, progress, note: (it) => notes.push(it) });
      count += 1;
      return `${done}; ${count} of ${plan.homes.length}`;
    },
  }));
  const failed = await runTasks(tasks, { concurrent: AT_ONCE, signal });
  for (const text of notes) note(`note: ${text}`);
  if (failed.length === 0) return;
  const names = failed.map((it) => it.title);
  const summary = `${failed.length} of ${plan.homes.length} homes were not copied: ${few(names, 10)}`;
  throw failureOf(summary, failed, `Run the same command again${again}.`);
}
