import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Platform } from '../../platform/platform.ts';
import { secretSources } from '../../settings/secret-sources.ts';
import { CommandError, type Run } from '../../system/exec.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type Check, checked, skipped } from './check.ts';

/** A file that others should not read. */
export interface PrivateFile {
  /** From the folder of platform.yaml, where it is below that. */
  readonly path: string;
  /** Permissions: `0o600`. */
  readonly mode: number;
  /** Hashes are no passwords, but can be guessed at by whoever has them. */
  readonly holds: 'secrets' | 'hashes';
}

/** The one file in the folder of a cluster that is no secret. */
const OPEN_FILE = 'known_hosts';

/** The files here that hold secrets: made by Hubwright, or named in the settings. */
export function privateFiles(platform: Platform, directory: string): PrivateFile[] {
  // Of `.hubwright/` no more: images, charts and reports lie there too, and what `down --keep-data` has copied.
  const own = [platform.cluster.name, 'synth', 'preview/state'].map((it) => join('.hubwright', it));
  const made = ['dist', ...own].flatMap((it) => filesIn(join(directory, it)));
  const named = secretSources(platform).flatMap(({ source }) => ('file' in source ? [source.file] : []));
  const users = platform.auth.type === 'users' ? [platform.auth.file] : [];
  const found = (paths: readonly string[], holds: PrivateFile['holds']) =>
    [...new Set(paths.map((it) => resolve(directory, it)))]
      .filter((it) => existsSync(it))
      .map((it): PrivateFile => {
        const path = relative(directory, it);
        return { path: path.startsWith('..') ? it : path, mode: statSync(it).mode & 0o777, holds };
      });
  return [...found([...made, ...named], 'secrets'), ...found(users, 'hashes')];
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((it) => it.isFile() && it.name !== OPEN_FILE).map((it) => join(folder, it.name));
}

/** Which of them others on this machine can read or change. */
export function permissionCheck(files: readonly PrivateFile[]): Check {
  const about = { id: 'secrets/permissions', area: 'secrets', title: 'private files' } as const;
  const open = files.filter((it) => (it.mode & 0o077) !== 0);
  const problems = open.map(({ path, mode, holds }): ProblemAt => {
    const what = (mode & 0o022) !== 0 ? 'read and change' : 'read';
    const message = `others on this machine can ${what} it (mode ${mode.toString(8)})`;
    const fix = `\`chmod 600 ${path}\``;
    return holds === 'secrets'
      ? { severity: 'error', where: path, message, cost: 'anyone who can read it has the secrets in it', fix }
      : { severity: 'warning', where: path, message, cost: 'weak passwords can be guessed from its hashes', fix };
  });
  return checked(about, problems, files.length === 1 ? '1 file' : `${files.length} files`);
}

/** What git says of the files. */
export interface GitAnswer {
  /** In the repository, or about to be. */
  readonly tracked: readonly string[];
  /** Neither in it nor ignored: the next `git add` takes them. */
  readonly unignored: readonly string[];
}

/** Asks git about files; undefined where there is no repository. Rejects with a CommandError if git cannot be reached. */
async function askGit(paths: readonly string[], directory: string, run: Run): Promise<GitAnswer | undefined> {
  const options = { cwd: resolve(directory), timeout: 30_000 };
  try {
    await run('git', ['rev-parse', '--is-inside-work-tree'], options);
  } catch (error) {
    if (error instanceof CommandError && /not a git repository/.test(error.stderr)) return undefined;
    throw error;
  }
  const list = async (...args: string[]) => {
    const { stdout } = await run('git', ['--literal-pathspecs', 'ls-files', '-z', ...args, '--', ...paths], options);
    return stdout.split('\0').filter((it) => it !== '');
  };
  return { tracked: await list('--cached'), unignored: await list('--others', '--exclude-standard') };
}

/** Whether secrets are in git, or soon will be. */
export async function gitCheck(files: readonly PrivateFile[], directory: string, run: Run): Promise<Check> {
  // Git refuses to be asked about what lies outside.
  const paths = files.filter((it) => it.holds === 'secrets' && !it.path.startsWith('/')).map((it) => it.path);
  try {
    return checkGitAnswer(paths.length === 0 ? { tracked: [], unignored: [] } : await askGit(paths, directory, run));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return skipped(GIT, error.reason === 'missing' ? 'git is not installed' : error.message);
  }
}

const GIT = { id: 'secrets/git', area: 'secrets', title: 'secrets in git' } as const;

export function checkGitAnswer(answer: GitAnswer | undefined): Check {
  if (answer === undefined) return checked(GIT, [], 'this folder is not in a git repository');
  const tracked = answer.tracked.map(
    (path): ProblemAt => ({
      severity: 'error',
      where: path,
      message: 'it is in git',
      cost: 'everyone who has the repository has the secrets in it, also after it is deleted',
      fix: `\`git rm --cached ${path}\`, add it to .gitignore, and replace the secrets that it holds.`,
    }),
  );
  const unignored = answer.unignored.map(
    (path): ProblemAt => ({
      severity: 'warning',
      where: path,
      message: 'git does not ignore it',
      cost: 'the next `git add` puts the secrets in it into the repository',
      fix: `Add it to .gitignore: \`echo /${path.split('/')[0]}${path.includes('/') ? '/' : ''} >> .gitignore\`.`,
    }),
  );
  return checked(GIT, [...tracked, ...unignored]);
}
