import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Lock } from '../system/files/lock.ts';
import { until } from './until.ts';

/** Kept, so that a second run of the tests downloads nothing. */
const FOLDER = resolve(import.meta.dirname, '../.hubwright/test-environments');

/**
 * Gives a project the Python environments that all tests of a preview share.
 *
 * @param firstStart - starts the project's first preview and waits until it is ready: it makes what is not there yet, while
 *   no other test does
 */
export async function withSharedEnvironments<T>(project: string, firstStart: () => Promise<T>): Promise<T> {
  mkdirSync(FOLDER, { recursive: true });
  mkdirSync(join(project, '.hubwright/preview'), { recursive: true });
  symlinkSync(FOLDER, join(project, '.hubwright/preview/environments'));
  const lock = await until(() => Lock.take({ path: `${FOLDER}.lock`, folder: FOLDER, doing: 'making environments' }));
  try {
    return await firstStart();
  } finally {
    lock.release();
  }
}
