import { closeSync, fsyncSync, openSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { fileProblem } from './file-problem.ts';

export interface WriteOptions {
  /** Whether only its owner may read it. @default true; otherwise as it was, or as the umask says */
  readonly isPrivate?: boolean;
  /** Called with the name of the file that is written aside, before there is anything in it. */
  readonly onAside?: (path: string) => void;
  /** Called at the last moment before the file takes its place; what it throws keeps the file as it was. */
  readonly beforeMove?: () => void;
}

/** How a file is called that is written aside, and that a write which was killed leaves: `NAME.123456`, once with `.new`. */
const ASIDE = /\.\d{1,10}(?:\.new)?$/;

/** Whether a file may be one that was written aside. */
export function isAside(name: string): boolean {
  return ASIDE.test(name);
}

/**
 * Writes a file whole or not at all, and so that it outlasts a power cut: aside, synced to the disk, moved. A link stays
 * one: what it leads to is written.
 *
 * @throws UserError with the file and what keeps it from being written; it is then as it was
 */
export function writeAtomically(path: string, data: string | Uint8Array, options: WriteOptions = {}): void {
  const { isPrivate = true, onAside, beforeMove } = options;
  try {
    writeFileAtomic.sync(path, '', {
      ...(isPrivate ? { mode: 0o600 } : {}),
      // The library takes a write that a full disk cut short for a whole one; Node's own goes on until all is written.
      tmpfileCreated: (aside) => {
        onAside?.(aside);
        writeFileSync(aside, data);
        beforeMove?.();
      },
    });
    syncFolder(dirname(realpathSync(path)));
  } catch (error) {
    throw fileProblem(error, { path, what: 'was not written' }) ?? error;
  }
}

/** Moves a finished file of another program to its place, so that it outlasts a power cut. */
export function moveIntoPlace(from: string, to: string): void {
  try {
    sync(from);
    renameSync(from, to);
    syncFolder(dirname(to));
  } catch (error) {
    throw fileProblem(error, { path: to, what: 'was not written' }) ?? error;
  }
}

/** Removes what writes of these files left in their folder when they were killed. */
export function removeLeftovers(folder: string, names: readonly string[]): void {
  for (const found of readdirSync(folder)) {
    const isLeft = isAside(found) && names.includes(found.replace(ASIDE, ''));
    if (isLeft) rmSync(join(folder, found), { force: true });
  }
}

/** Not every file system syncs folders, and those that do not need not. */
function syncFolder(path: string): void {
  try {
    sync(path);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
