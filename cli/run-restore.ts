import type { AskedCluster } from '../operate/ask-server.ts';
import { describeEarlier, describePlan, describeSource, subjectOf } from '../operate/restore/describe-plan.ts';
import { pathInHome } from '../operate/restore/path-in-home.ts';
import { findSource, planRestore, type RestoreRequest } from '../operate/restore/plan.ts';
import { putBack } from '../operate/restore/put-back.ts';
import { checkFolder, copyToFolder, targetIn } from '../operate/restore/to-folder.ts';
import { loadPlatform } from '../settings/load.ts';
import { forDisplay } from '../system/exec.ts';
import { interruptible } from '../system/interruptible.ts';
import { failureOf, runTasks } from '../system/task-list.ts';
import { note, print } from '../system/terminal.ts';
import { changing } from './changing.ts';
import { confirmRestore } from './confirm.ts';
import { knownCluster } from './known-cluster.ts';
import type { RestoreOptions } from './restore-command.ts';

/** Runs `hubwright restore`. */
export async function runRestore(home: string, options: RestoreOptions): Promise<void> {
  const cluster = await knownCluster(loadPlatform({ secrets: 'mask' }).platform);
  const parts = options.path === undefined ? [] : pathInHome(options.path, cluster.platform.storage.home.path);
  const request = { user: home, at: options.at, to: options.to, parts };
  await interruptible(
    async (signal) => {
      const asked = { ...cluster, signal };
      if (options.toFolder !== undefined) return restoreToFolder(asked, request, options.toFolder, options);
      return restoreInPlace(asked, request, cluster.folder, options);
    },
    { hosts: cluster.hosts },
  );
}

async function restoreToFolder(
  cluster: AskedCluster,
  request: RestoreRequest,
  folder: string,
  { dryRun = false }: RestoreOptions,
): Promise<void> {
  const source = await findSource(cluster, request);
  note(`Restores ${subjectOf(request)} from ${describeSource(source, new Date())} to ${targetIn(folder, request)}.`);
  if (source.since !== undefined) note(`note: ${describeEarlier(source.since)}`);
  if (dryRun) return;
  checkFolder(folder, source);
  const { signal } = cluster;
  await runOne(request.user, signal, (progress) => copyToFolder(folder, source, { progress, signal }));
}

async function restoreInPlace(
  cluster: AskedCluster,
  request: RestoreRequest,
  folder: string,
  { dryRun = false, yes = false, ...words }: RestoreOptions,
): Promise<void> {
  const show = async (signal: AbortSignal) => {
    const now = new Date();
    const plan = await planRestore({ ...cluster, signal }, request, now);
    print(describePlan(plan, now));
    return plan;
  };
  if (dryRun) return void (await show(cluster.signal));
  const { platform } = cluster;
  const command = forDisplay('restore', ['--home', request.user]);
  let kept: string | undefined;
  const place = await changing({ ...cluster, folder, command, words }, async ({ record, signal }) => {
    // From here on nobody moves the home elsewhere.
    const plan = await show(signal);
    if (!yes) await confirmRestore();
    await record.begin({ signal });
    await runOne(request.user, signal, async (progress) => {
      kept = await putBack(plan, { platform, progress, signal });
      return `restored ${subjectOf(request)}`;
    });
    return plan.place;
  });
  const { node, volume, state } = place;
  if (kept !== undefined) {
    print(
      `What was there is kept on ${node}. To delete it there: \`${forDisplay('sudo', ['rm', '-r', '--', kept])}\`.`,
    );
  }
  if (state === 'released') print(`Its volume ${volume} has no claim: \`npx hubwright up\` keeps it for the next one.`);
}

/** Runs one task with its progress. */
async function runOne(
  title: string,
  signal: AbortSignal,
  run: (progress: (text: string) => void) => Promise<string>,
): Promise<void> {
  const failed = await runTasks([{ title, run }], { signal });
  if (failed.length > 0) throw failureOf('the restore did not finish', failed, 'The same command can be run again.');
}
