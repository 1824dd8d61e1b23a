import type { Platform } from './platform.ts';
import type { Backup } from './schema/backup.ts';

/** The backups that the nodes make; undefined where there are none, as in a copy that only reads those of the original. */
export function ownBackup({ backup }: Pick<Platform, 'backup'>): Backup | undefined {
  return backup?.restoreOnly ? undefined : backup;
}
