import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileProblem } from './file-problem.ts';
import { isRunning } from './is-running.ts';

/** Named by the process that made it. */
const OURS = /^hubwright-([1-9]\d*)-\w{6}$/;

/** Those of this process that are still there. */
const made = new Set<string>();
let isToBeRemoved = false;
/** Where what others left was looked for already. */
const searched = new Set<string>();

/**
 * Makes a folder for this process alone, which only its owner may look into. What is left of it is removed when the
 * process ends; of one that was killed, when the next is made.
 *
 * @param parent @default - the system's folder for temporary files
 */
export function makeTemporaryFolder(parent: string = tmpdir()): string {
  try {
    if (!searched.has(parent)) removeAbandoned(parent);
    searched.add(parent);
    const folder = mkdtempSync(join(parent, `hubwright-${process.pid}-`));
    if (!isToBeRemoved) process.once('exit', () => made.forEach(removeTemporaryFolder));
    isToBeRemoved = true;
    made.add(folder);
    return folder;
  } catch (error) {
    throw fileProblem(error, { path: parent, what: 'cannot hold temporary files' }) ?? error;
  }
}

export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  made.delete(folder);
}

/** The process that made a folder of this name; undefined of any other. */
export function processOf(name: string): number | undefined {
  const pid = OURS.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** Removes the folders of processes of this user that have ended. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = processOf(name);
    if (pid === undefined || isRunning(pid)) continue;
    try {
      const stat = lstatSync(join(parent, name), { throwIfNoEntry: false });
      if (stat?.isDirectory() && stat.uid === userInfo().uid) rmSync(join(parent, name), { recursive: true });
    } catch {
      // It stays for the next: what this process is to do does not hang on it.
    }
  }
}
