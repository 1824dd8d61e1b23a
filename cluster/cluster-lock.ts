import { Lock } from '../system/files/lock.ts';
import { removeUnfinished } from './cluster-folder.ts';

/**
 * Changes a cluster while no other command does. A process that was killed locks nobody out, and what it left unfinished
 * in the folder is removed.
 *
 * @param folder the cluster's folder; the lock is beside it, since `down` deletes the folder
 * @throws UserError with the process that has the lock
 */
export async function whileLocked<T>(folder: string, change: () => Promise<T>): Promise<T> {
  const lock = Lock.take({ path: `${folder}.lock`, folder, doing: 'changing this cluster' });
  try {
    removeUnfinished(folder);
    return await change();
  } finally {
    lock.release();
  }
}
