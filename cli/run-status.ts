import { readManifests } from '../bootstrap/dist.ts';
import { readSecret } from '../cluster/cluster-folder.ts';
import { readRecord } from '../cluster/record/record.ts';
import { describeLock, type FoundLock, lockOn } from '../cluster/record/server-lock.ts';
import { describeUnfinished, fixOf } from '../cluster/unfinished.ts';
import { type AskedCluster, askServer } from '../operate/ask-server.ts';
import { findHomes, type Home } from '../operate/homes/find-homes.ts';
import { describeUnfinishedHold, listHolds } from '../operate/homes/holds.ts';
import { lastBackup } from '../operate/homes/last-backup.ts';
import { readStatus } from '../operate/read-status.ts';
import { statusTable } from '../operate/status-table.ts';
import { loadPlatform } from '../settings/load.ts';
import type { Host } from '../system/hosts/host.ts';
import { interruptible } from '../system/interruptible.ts';
import { print, printData, widthOf } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { knownCluster } from './known-cluster.ts';

/** Runs `hubwright status`. */
export async function runStatus({ json = false }: { json?: boolean }): Promise<void> {
  const known = await knownCluster(loadPlatform({ secrets: 'mask' }).platform);
  const manifests = readManifests('dist');
  const [status, homes, held, record] = await interruptible(
    (signal) => {
      const cluster = { ...known, signal };
      return Promise.all([
        readStatus({ ...cluster, manifests, kubeconfig: readSecret(known.folder, 'kubeconfig') }),
        json ? homesIn(cluster) : undefined,
        unlessSilent(cluster, async (server) => ({
          lock: await lockOn(server, signal),
          unfinished: await listHolds(server, known.platform.hub.namespace, signal),
        })),
        // Also while no k3s runs.
        unlessSilent(cluster, (server) => readRecord(server)),
      ]);
    },
    { hosts: known.hosts },
  );
  const last = new Map(status.backups?.map((it) => [it.node, it.last ?? undefined]));
  const listed = homes?.map((it) => ({ ...it, lastBackup: lastBackup(it, last.get(it.node ?? '')) })) ?? null;
  const unfinished = held?.unfinished.map(describeUnfinishedHold);
  const command = record?.unfinished;
  if (json) {
    const lock = held?.lock && jsonOf(held.lock);
    const all = {
      ...status,
      homes: listed,
      unfinished: unfinished ?? null,
      lock: lock ?? null,
      unfinishedCommand: command?.command ?? null,
    };
    printData(JSON.stringify(all, undefined, 2));
  } else {
    const open = command === undefined ? [] : [`Warning: ${describeUnfinished(command)}. ${fixOf(command)}`];
    const lock = held?.lock === undefined ? [] : [`This cluster is being changed by ${describeLock(held.lock)}.`];
    print([statusTable(status, widthOf(process.stdout)), ...(unfinished ?? []), ...lock, ...open].join('\n'));
  }
  if (!status.isHealthy || command !== undefined) process.exitCode = 1;
}

const jsonOf = ({ operator, command, since, renewed }: FoundLock) => ({
  ...{ operator, command, since: new Date(since).toISOString(), renewed: new Date(renewed).toISOString() },
});

/** Where homes are, without their sizes, which take long to measure; null if no server answers. */
async function homesIn(cluster: AskedCluster): Promise<readonly Home[] | null> {
  const { platform, signal } = cluster;
  const question = { namespace: platform.hub.namespace, users: Object.keys(platform.users) };
  return unlessSilent(cluster, async (server) => (await findHomes(server, question, signal)).homes);
}

/** What a server answers; null if none does. */
async function unlessSilent<T>(cluster: AskedCluster, ask: (server: Host) => Promise<T>): Promise<T | null> {
  return askServer(cluster, ask).catch((error) => {
    if (!(error instanceof UserError) || cluster.signal.aborted) throw error;
    return null;
  });
}
