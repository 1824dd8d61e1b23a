import * as z from 'zod';
import { backupPaths } from '../../cluster/backup-paths.ts';
import { dayOf } from '../../cluster/certificates.ts';
import { longestAge } from '../../platform/backup-age.ts';
import type { Backup } from '../../platform/schema/backup.ts';
import { inUnits } from '../../system/bytes.ts';
import { counted } from '../../system/counted.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { OPENING_FIXES } from './repository.ts';

const date = z.string().transform((text) => Date.parse(text));
const STATUS = z.object({
  /** `incomplete`: done but for files that could not be read. */
  state: z.enum(['ok', 'incomplete', 'failed']),
  started: date,
  finished: date,
  /** When a backup was last made without any failure. */
  lastGood: date.nullish(),
  snapshots: z.number(),
  /** Of all files, before they are compressed and deduplicated. */
  bytes: z.number(),
  /** What was new in the repository. */
  added: z.number(),
  failures: z.array(z.object({ what: z.string(), reason: z.string(), said: z.string() })),
  /** The first files that could not be read, each with the reason. */
  unread: z.array(z.string()),
  unreadCount: z.number(),
  /** When each volume was last backed up, by its folder; undefined from a Hubwright that did not note it. */
  volumes: z.record(z.string(), date).optional(),
});

/** How the last backup of a node went. Times in milliseconds since 1970. */
export type BackupRun = z.output<typeof STATUS>;

/** The same, or `none` before the first one, or undefined where the node did not answer. */
export type NodeBackup = BackupRun | 'none' | undefined;

/** Reads what a node's last backup has left. */
export async function readNodeBackup(host: Host): Promise<NodeBackup> {
  try {
    const text = await host.read(backupPaths.status);
    return text === undefined ? 'none' : STATUS.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof HostError && error.reason !== 'aborted') return undefined;
    throw error;
  }
}

const HOUR = 3_600_000;

const NOW = 'Run `npx hubwright backup now`';

/** What to do about a failure. */
const FIXES: Readonly<Record<string, string>> = {
  ...OPENING_FIXES,
  locked: `${NOW} again later. If no backup runs anywhere, \`sudo /usr/local/lib/hubwright/backup restic unlock\` on the node.`,
  full: `Free space where the repository is, or keep less with \`backup.keep\`. ${NOW} then.`,
  disk: `Free space on the disk of the node. ${NOW} then.`,
  damaged: '`npx hubwright backup check` names what is damaged; docs/backup.md says how to repair it.',
  neighbor:
    'Give one of them a repository of its own, `backup.repository`, and take its backups out of this one as docs/backup.md says; if it is this cluster before a restore, switch the timers of its nodes off.',
  clock: 'Correct the clock of the node that made it, then delete that backup as docs/backup.md says.',
  interrupted: `${NOW}.`,
  'locked-database': `${NOW} again. If that does not help, restart the hub.`,
  'damaged-database': 'Restore the database from an older backup: docs/backup.md says how.',
  'no-datastore': 'See whether k3s runs on the node, and keeps its data in /var/lib/rancher/k3s.',
  'token-rotation': 'Finish it with `npx hubwright token rotate`; the next backup has the datastore again.',
  'no-token': 'See whether k3s runs on the node: it writes that file when it starts.',
  etcd: 'See `journalctl -u k3s` on the node: etcd is saved by the k3s that runs there.',
};

const COST = 'what users have done since the last good backup is lost with the disk of the node';

/** What is wrong with the backups of a node. Pure. */
export function problemsOfBackup(
  node: string,
  found: NodeBackup,
  backup: Pick<Backup, 'at'>,
  now: number,
): ProblemAt[] {
  if (found === undefined) return [];
  const problem = (severity: ProblemAt['severity'], message: string, fix: string, cost = COST): ProblemAt => {
    return { severity, where: node, message, cost, fix };
  };
  if (found === 'none')
    return [problem('warning', 'it has no backup yet', `${NOW}, or wait for the first one at ${backup.at[0]}.`)];
  const { failures, unread, unreadCount, lastGood, finished } = found;
  if (finished > now + HOUR) {
    const fix = 'Set its clock: `timedatectl` on the node shows whether it is synchronized.';
    return [problem('error', `its last backup is dated ${dayOf(finished)}, which is in the future`, fix)];
  }
  const age = lastGood == null ? undefined : now - lastGood;
  const isOld = age === undefined || age > longestAge(backup);
  const since = age === undefined ? 'it has no good backup yet' : `its last good backup is ${span(age)} old`;
  const failed = failures.map(({ what, reason, said }) =>
    problem(
      'error',
      `backup of ${what} failed: ${said}; ${since}`,
      FIXES[reason] ?? `${NOW} to see whether it persists.`,
    ),
  );
  const left = unreadCount === 0 ? [] : [unreadFiles(unread, unreadCount, problem)];
  if (failed.length + left.length > 0 || !isOld) return [...failed, ...left];
  const fix = `See \`systemctl status hubwright-backup.timer\` on the node. ${NOW}.`;
  return [problem('error', since, fix)];
}

function unreadFiles(
  unread: readonly string[],
  count: number,
  problem: (severity: 'warning', message: string, fix: string, cost: string) => ProblemAt,
): ProblemAt {
  const message = `${counted(count, 'file')} could not be read: ${unread[0] ?? ''}${count > 1 ? ' and others' : ''}`;
  const fix = 'Check the disk, `dmesg | tail` on the node, or leave them out with `backup.exclude`.';
  return problem('warning', message, fix, 'they are missing from the backup; all else is in it');
}

/** A backup in a few words: `3 h ago, 12.3 GB`. The hub's page has the same: `hub/hubwright/cluster/backups.py`. */
export function describeBackup(found: NodeBackup, now: number): string {
  if (found === undefined) return 'unknown';
  if (found === 'none') return 'none yet';
  const age = `${span(now - found.finished)} ago`;
  if (found.state === 'ok') return `${age}, ${inUnits(found.bytes)}`;
  if (found.state === 'failed') return `failed ${age}: ${found.failures[0]?.said ?? ''}`;
  return `${age}, ${inUnits(found.bytes)}, without ${counted(found.unreadCount, 'unreadable file')}`;
}

/** Milliseconds in the largest unit that fits twice. */
function span(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / (24 * 60))} days`;
}
