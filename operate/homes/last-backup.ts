import type { LocatedVolume } from '../../cluster/volumes.ts';
import type { NodeBackup } from '../backup/node-backup.ts';

/**
 * When a volume was last backed up, as its node has noted.
 *
 * @param found what the node says of its last backup
 * @returns ISO 8601; `none` before the first time; null if it is unknown, or the volume is not on a node
 */
export function lastBackup({ path }: LocatedVolume, found: NodeBackup): string | null {
  if (path === undefined || found === undefined) return null;
  if (found === 'none') return 'none';
  if (found.volumes === undefined) return null;
  const time = found.volumes[path];
  return time === undefined ? 'none' : new Date(time).toISOString();
}

/** Whether a volume is in no backup, though the last one of its node began after it was made. */
export function wasLeftOut(volume: LocatedVolume, found: NodeBackup): boolean {
  if (typeof found !== 'object' || lastBackup(volume, found) !== 'none') return false;
  return volume.created === undefined || Date.parse(volume.created) < found.started;
}
