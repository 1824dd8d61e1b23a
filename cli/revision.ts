import { cpSync, existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { HUB } from '../settings/hub-files.ts';
import { SourceFile } from '../settings/source-file.ts';
import { CommandError, type Run, type RunOptions } from '../system/exec.ts';
import { valueAt } from '../system/mapping.ts';
import { UserError } from '../system/user-error.ts';
import { commitOf, fixOfMissing } from './find-revision.ts';

/** A revision, written out to be synthesized. */
export interface Revision {
  /** `HEAD (1a2b3c4)` */
  readonly title: string;
  /** The folder that has its platform.yaml. */
  readonly directory: string;
  /** The folder that has its code for the hub; undefined where this Hubwright is not part of the repository. */
  readonly hubDirectory: string | undefined;
  /** What is not in the revision, so that today's is taken. */
  readonly notes: readonly string[];
}

/** The folder, in one of ours, that a revision is written to. */
export const TREE = 'tree';

const TIMEOUT = 60_000;
const CHECKOUT_TIMEOUT = 600_000;

/**
 * Writes a revision into a folder of ours. The repository, its index and its working tree stay as they are: git is given
 * an index of its own.
 *
 * @throws UserError when there is no such revision, or none with settings
 */
export async function checkOut(name: string, directory: string, folder: string, run: Run): Promise<Revision> {
  const git = gitIn(directory, run);
  const top = realpathSync(await git(['rev-parse', '--show-toplevel'], 'this folder is not in a git repository'));
  const hash = await git(commitOf(name), `there is no revision "${name}"`).catch(async (error) => {
    if (!(error instanceof UserError) || error.exitCode !== 2) throw error;
    const fix = await fixOfMissing(name, (args) => git(args, '').catch(() => undefined));
    throw new UserError(error.message, { fix: fix ?? error.fix, cause: error.cause, exitCode: 2 });
  });
  const gitDirectory = await git(['rev-parse', '--absolute-git-dir'], 'git does not say where it keeps the repository');
  const settings = realpathSync(resolve(directory));
  const inRepository = (path: string) => relative(top, path);
  const file = inRepository(join(settings, 'platform.yaml'));
  const listing = ['--literal-pathspecs', 'ls-tree', '--full-tree', '--name-only', hash, '--', file];
  if ((await git(listing, 'git cannot list the revision')) === '') {
    throw new UserError(`${name}: there is no ${file} in it`, { fix: 'name a revision that has the settings' });
  }
  const tree = join(folder, TREE);
  mkdirSync(tree, { recursive: true, mode: 0o700 });
  const where = ['-c', 'core.hooksPath=/dev/null', `--git-dir=${gitDirectory}`, `--work-tree=${tree}`];
  // All of it: nobody knows what its main.ts reads.
  await git([...where, 'checkout', '--quiet', hash, '--', '.'], `git cannot write the files of ${name}`, {
    cwd: tree,
    timeout: CHECKOUT_TIMEOUT,
    env: { GIT_INDEX_FILE: join(folder, 'index') },
  });

  const inside = (path: string) => !inRepository(path).startsWith('..');
  const there = (path: string) => join(tree, inRepository(path));
  linkPackages(settings, (parent) => (inside(parent) ? there(parent) : folder));
  const named = namedFiles(there(join(settings, 'platform.yaml')))
    .map((path) => resolve(settings, path))
    .filter(inside);
  const hub = realpathSync(HUB);
  const notes = named
    .filter((path) => !existsSync(there(path)) && existsSync(path))
    .map((path) => {
      bring(path, there(path));
      return `${inRepository(path)} is not in ${name}: the one in the working tree is used for both sides`;
    });
  return {
    title: `${name} (${hash.slice(0, 7)})`,
    directory: there(settings),
    hubDirectory: inside(hub) && existsSync(there(join(hub, 'hubwright'))) ? there(hub) : undefined,
    notes,
  };
}

/** Packages are those that are installed today, wherever above the settings they are. */
function linkPackages(settings: string, copyOf: (parent: string) => string): void {
  for (let parent = settings; ; parent = dirname(parent)) {
    const [packages, link] = [join(parent, 'node_modules'), join(copyOf(parent), 'node_modules')];
    if (existsSync(packages) && !existsSync(link)) symlinkSync(packages, link);
    if (parent === dirname(parent)) return;
  }
}

function gitIn(directory: string, run: Run) {
  return async (args: readonly string[], otherwise: string, options: Partial<RunOptions> = {}): Promise<string> => {
    try {
      return (await run('git', args, { cwd: resolve(directory), timeout: TIMEOUT, ...options })).stdout;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const fix =
        error.reason === 'missing'
          ? 'install git'
          : (error.lastLines[0] ?? 'name a branch, a tag or a commit, such as main or HEAD~1');
      throw new UserError(otherwise, { fix, cause: error, exitCode: error.reason === 'exit' ? 2 : 1 });
    }
  };
}

/** The files and folders that settings name, as far as they can be read: what is wrong with them shows when they are loaded. */
function namedFiles(path: string): string[] {
  const file = SourceFile.read(path);
  if (file.syntaxProblems.length > 0) return [];
  const images = valueAt(file.data, ['images']);
  return [
    valueAt(file.data, ['auth', 'file']) ?? 'users.yaml',
    valueAt(file.data, ['hub', 'chart', 'file']),
    valueAt(file.data, ['hub', 'build']),
    ...(Array.isArray(images) ? images.map((image: unknown) => valueAt(image, ['build'])) : []),
  ].filter((it): it is string => typeof it === 'string' && it !== '');
}

function bring(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
}
