import * as z from 'zod';
import { backupPaths } from '../../cluster/backup-paths.ts';
import type { Backup } from '../../platform/schema/backup.ts';
import { inUnits } from '../../system/bytes.ts';
import { counted } from '../../system/counted.ts';
import type { Host } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import { problemsOfBackup, readNodeBackup } from './node-backup.ts';

/** A backup may take long the first time, and waits while another node removes old ones. */
const LIMIT = 24 * 3_600_000;
/** What the script ends with while another run of it has the node. */
const RUNNING = 75;

const PROGRESS = z.object({
  part: z.string(),
  index: z.number(),
  count: z.number(),
  done: z.number(),
  total: z.number(),
  /** Seconds. */
  left: z.number(),
});

export interface BackupNowOptions {
  readonly backup: Pick<Backup, 'at'>;
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
  /** When it is, in milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Backs up one node now, as its timer does.
 *
 * @returns what was done, in a few words
 * @throws UserError with everything that failed
 */
export async function backupNow(host: Host, { backup, progress, signal, now }: BackupNowOptions): Promise<string> {
  const told = eachStep(progress);
  const { exitCode } = await host.run([backupPaths.script, 'run', '--progress'], {
    ...{ sudo: true, timeout: LIMIT, allow: [1, 3, RUNNING], signal },
    onLine: (line, stream) => stream !== 'stderr' && told(line),
  });
  if (exitCode === RUNNING) {
    throw new UserError(`${host.name}: a backup of this node is running already`, {
      fix: '`journalctl -fu hubwright-backup` on the node follows it.',
    });
  }
  const found = await readNodeBackup(host);
  const problems = problemsOfBackup(host.name, found, backup, now());
  const errors = problems.filter((it) => it.severity === 'error');
  if (typeof found !== 'object' || errors.length > 0) {
    const lines = errors.map((it) => `${it.where}: ${it.message}\n  ${it.fix}`);
    throw new UserError(lines.length > 0 ? lines.join('\n') : `${host.name}: the backup has left no status`);
  }
  const left = problems.map((it) => `; ${it.message}`).join('');
  return `${counted(found.snapshots, 'snapshot')} of ${inUnits(found.bytes)}, ${inUnits(found.added)} new${left}`;
}

/** Tells of each part as it begins, and again at each tenth of a large one. */
function eachStep(tell: (text: string) => void): (line: string) => void {
  let last = '';
  return (line) => {
    if (!line.startsWith('{')) return;
    const { part, index, count, done, total, left } = PROGRESS.parse(JSON.parse(line));
    const key = `${index} ${total === 0 ? 0 : Math.floor((10 * done) / total)}`;
    if (key === last) return;
    last = key;
    const rest = left > 0 ? `, ${left < 120 ? `${left} s` : `${Math.round(left / 60)} min`} left` : '';
    tell(`${index} of ${count}: ${part.replace(/^volume:/, '')}: ${inUnits(done)} of ${inUnits(total)}${rest}`);
  };
}
