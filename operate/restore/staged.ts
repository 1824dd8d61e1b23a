import { backupPaths } from '../../cluster/backup-paths.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { transferLimit } from '../../system/transfers.ts';
import { UserError } from '../../system/user-error.ts';
import { IS_STAGING, staged } from '../homes/stage.ts';
import { resticProgress } from './progress.ts';
import { resticFailure } from './restic-failure.ts';

export interface Staging {
  /** The folder that it is restored to, of root alone, emptied first. */
  readonly stage: string;
  /** For restic. */
  readonly words: readonly string[];
  readonly bytes: number;
  /** What another command that has the folder restores, as a sentence goes on: `the home of ada`. */
  readonly what: string;
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

/**
 * Restores something on a host into a folder of its own.
 *
 * @throws UserError if that cannot be, or another command does the same
 */
export async function restoreToStage(
  host: Host,
  { stage, words, bytes, what, progress, signal }: Staging,
): Promise<void> {
  const argv = staged(stage, [backupPaths.script, 'restic', ...words]);
  const timeout = 60 * 60_000 + transferLimit(bytes);
  await host.run(argv, { sudo: true, timeout, onLine: resticProgress(progress), signal }).catch((error) => {
    if (error instanceof HostError && error.code === IS_STAGING) {
      throw new UserError(`${host.name}: another restore of ${what} is running`, {
        fix: 'Wait for it, then run the same command again.',
        cause: error,
      });
    }
    throw resticFailure(error, 'Nothing was replaced.');
  });
}
