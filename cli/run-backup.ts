import { doubtIn } from '../cluster/doubt-of.ts';
import { listVolumes } from '../cluster/volumes.ts';
import { type AskedCluster, askServer } from '../operate/ask-server.ts';
import { backupNow } from '../operate/backup/backup-now.ts';
import { checkRepository } from '../operate/backup/check.ts';
import { backedUp, backupTable } from '../operate/backup/list.ts';
import { BackupRepository } from '../operate/backup/repository.ts';
import type { Platform } from '../platform/platform.ts';
import { loadPlatform } from '../settings/load.ts';
import { type Host, HostError } from '../system/hosts/host.ts';
import { interruptible } from '../system/interruptible.ts';
import { failureOf, runTasks } from '../system/task-list.ts';
import { note, print, printData, widthOf } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { knownCluster } from './known-cluster.ts';

/** Runs `hubwright backup now`. */
export async function runBackupNow(): Promise<void> {
  await withCluster(async (cluster) => {
    const { backup, hosts, signal } = cluster;
    if (backup.restoreOnly) {
      throw new UserError('this cluster only reads backups: `backup.restoreOnly` is set in platform.yaml', {
        fix: 'If it is no copy of another cluster, remove that, run `npx hubwright up`, then this again.',
        exitCode: 2,
      });
    }
    const task = (host: Host) => ({
      title: host.name,
      run: async (progress: (text: string) => void) => {
        await refuseOther(cluster, host);
        return backupNow(host, { backup, progress, signal, now: Date.now });
      },
    });
    // The first server removes old backups when it is done, and all others would wait for that.
    const [first, ...others] = hosts;
    const failed = await runTasks(others.map(task), { concurrent: others.length || 1, signal });
    if (first !== undefined) failed.push(...(await runTasks([task(first)], { signal })));
    if (failed.length > 0) {
      const summary = `The backup of ${failed.length} of ${hosts.length} nodes failed: ${failed.map(({ title }) => title).join(', ')}.`;
      throw failureOf(summary, failed, 'Fix that and run the same command again.');
    }
    print('Every node is backed up.\nNext: npx hubwright backup list');
  });
}

/** Runs `hubwright backup list`. */
export async function runBackupList(json: boolean): Promise<void> {
  await withCluster(async (cluster) => {
    const { platform, signal } = cluster;
    const list = await askServer(cluster, async (server) => {
      const snapshots = await new BackupRepository(server, platform.cluster.name, signal).snapshots();
      return backedUp(snapshots, await usersOfClaims(server, platform, signal));
    });
    if (json) printData(JSON.stringify(list, undefined, 2));
    else if (list.length > 0) print(backupTable(list, widthOf(process.stdout)));
    else note('There are no backups yet: `npx hubwright backup now` makes the first.');
  });
}

/** The user of each claim that there is; none where the Kubernetes API does not answer, which no backup needs. */
async function usersOfClaims(server: Host, { hub }: Platform, signal: AbortSignal): Promise<Map<string, string>> {
  try {
    const { volumes } = await listVolumes(server, hub.namespace, signal);
    return new Map(volumes.flatMap(({ claim, user }) => (user === undefined ? [] : [[claim, user] as const])));
  } catch (error) {
    if (error instanceof HostError && error.reason !== 'aborted') return new Map();
    throw error;
  }
}

/** Runs `hubwright backup check`. */
export async function runBackupCheck(percent: number): Promise<void> {
  await withCluster(async (cluster) => {
    note(`Checking the repository, and reading ${percent} % of its data back.`);
    await askServer(cluster, (server) =>
      checkRepository(new BackupRepository(server, cluster.platform.cluster.name, cluster.signal), percent),
    );
    print(`The repository is whole, and the ${percent} % that were read back are what was backed up.`);
  });
}

/** A cluster that has backups. */
interface BackedUpCluster extends AskedCluster {
  readonly backup: NonNullable<Platform['backup']>;
}

async function withCluster(work: (cluster: BackedUpCluster) => Promise<void>): Promise<void> {
  const { platform } = loadPlatform({ secrets: 'mask' });
  const { backup } = platform;
  if (backup === undefined) {
    throw new UserError('platform.yaml has no `backup`', {
      fix: 'Set `backup: { repository: …, password: { env: NAME } }` as docs/backup.md says, then `npx hubwright up`.',
      exitCode: 2,
    });
  }
  const cluster = await knownCluster(platform);
  await interruptible((signal) => work({ ...cluster, backup, signal }), { hosts: cluster.hosts });
}

/** @throws UserError if a host may not be the one of this cluster */
async function refuseOther(cluster: AskedCluster, host: Host): Promise<void> {
  const doubt = await doubtIn(cluster, host);
  if (doubt === undefined) return;
  throw new UserError(`${host.name} (${host.describe()}): ${doubt}`, {
    fix: '`npx hubwright doctor` shows what is wrong with each host.',
  });
}
