import { relative, resolve } from 'node:path';
import { CommandError, type Run } from './exec.ts';

const LIMIT = 10_000;

/** What a folder of a git repository is at. */
export interface GitState {
  /** In full. */
  readonly commit: string;
  /** Whether files of the folder differ from it. */
  readonly isDirty: boolean;
}

/** Whether what a folder is at comes after a commit, or is it; false without git, or if it does not know the commit. */
export async function isFromCommit(commit: string, folder: string, run: Run): Promise<boolean> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return false;
  try {
    await run('git', ['merge-base', '--is-ancestor', commit, 'HEAD'], { timeout: LIMIT, cwd: folder });
    return true;
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}

/** Whether the repository of a folder has a file, by its path from there; false for a path that is a folder. */
export async function isTracked(path: string, folder: string, run: Run): Promise<boolean> {
  try {
    const args = ['--literal-pathspecs', 'ls-files', '-z', '--', path];
    const { stdout } = await run('git', args, { timeout: LIMIT, cwd: folder });
    return stdout === `${relative(folder, resolve(folder, path))}\0`;
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}

/** What a folder is at; undefined without git, or without a commit. */
export async function gitState(folder: string, run: Run): Promise<GitState | undefined> {
  const git = async (...args: string[]) => (await run('git', args, { timeout: LIMIT, cwd: folder })).stdout.trim();
  try {
    const commit = await git('rev-parse', '--verify', '--quiet', 'HEAD^{commit}');
    return { commit, isDirty: (await git('status', '--porcelain', '--', '.')) !== '' };
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}
