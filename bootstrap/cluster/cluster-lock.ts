import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../../settings/user-error.ts';

/**
 * Changes a cluster while no other command does. A process that was killed locks nobody out.
 *
 * @param folder the cluster's folder; the lock is beside it, since `down` deletes the folder
 * @throws UserError with the process that has the lock
 */
export async function whileLocked<T>(folder: string, change: () => Promise<T>): Promise<T> {
  const lock = `${folder}.lock`;
  take(lock);
  try {
    return await change();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): void {
  mkdirSync(dirname(lock), { recursive: true, mode: 0o700 });
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, String(process.pid), { mode: 0o600 });
  try {
    // A link is made whole or not at all: nobody reads a lock that has no name in it yet.
    if (!isMade(own, lock)) {
      const [owner, since] = [Number(readFileSync(lock, 'utf8')), statSync(lock).mtime];
      if (owner !== process.pid && isRunning(owner)) {
        throw new UserError(
          `another command changes this cluster: process ${owner}, since ${since.toLocaleTimeString('en-GB')}`,
          { hint: `Wait until it is done. If that process is not Hubwright's, delete ${lock}.` },
        );
      }
      rmSync(lock, { force: true });
      if (!isMade(own, lock)) throw new UserError('another command has just begun to change this cluster');
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function isMade(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and someone else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
