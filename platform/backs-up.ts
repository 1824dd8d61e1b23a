import type { Platform } from './platform.ts';

/** Whether the nodes back themselves up; a copy of a cluster only reads the backups of the original. */
export function backsUp({ backup }: Pick<Platform, 'backup'>): boolean {
  return backup !== undefined && !backup.restoreOnly;
}
