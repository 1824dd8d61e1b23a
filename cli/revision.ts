import { cpSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { CommandError, type Run } from '../bootstrap/exec.ts';
import { valueAt } from '../lib/mapping.ts';
import { HUB } from '../settings/load.ts';
import { SourceFile } from '../settings/source-file.ts';
import { UserError } from '../settings/user-error.ts';

/** The settings of a revision, written out to be loaded. */
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

const TIMEOUT = 60_000;

/**
 * Writes what a synth of a revision reads into a folder of ours. The repository, its index and its working tree stay
 * as they are: git is given an index of its own.
 *
 * @throws UserError when there is no such revision, or none with settings
 */
export async function checkOut(name: string, directory: string, folder: string, run: Run): Promise<Revision> {
  const git = gitIn(directory, run);
  const top = realpathSync(await git(['rev-parse', '--show-toplevel'], 'this folder is not in a git repository'));
  const hash = await git(
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
    `there is no revision "${name}"`,
  );
  const gitDirectory = await git(['rev-parse', '--absolute-git-dir'], 'git does not say where it keeps the repository');
  const tree = join(folder, 'tree');
  mkdirSync(tree, { recursive: true, mode: 0o700 });
  const inRepository = (path: string) => relative(top, path);
  const take = async (paths: readonly string[]) => {
    const listed = await git(
      ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', '--name-only', hash, '--', ...paths.map(inRepository)],
      'git cannot list the revision',
    );
    const found = listed.split('\0').filter((path) => path !== '');
    if (found.length === 0) return;
    await run(
      'git',
      [
        `--git-dir=${gitDirectory}`,
        `--work-tree=${tree}`,
        '--literal-pathspecs',
        'checkout',
        '--quiet',
        hash,
        '--',
        ...found,
      ],
      { cwd: tree, timeout: TIMEOUT, env: { GIT_INDEX_FILE: join(folder, 'index') } },
    );
  };

  const settings = realpathSync(resolve(directory));
  const there = (path: string) => join(tree, inRepository(path));
  await take([join(settings, 'platform.yaml')]);
  if (!existsSync(there(join(settings, 'platform.yaml')))) {
    throw new UserError(`${name}: there is no ${inRepository(join(settings, 'platform.yaml'))} in it`, {
      hint: 'name a revision that has the settings',
    });
  }
  const inside = (path: string) => !inRepository(path).startsWith('..');
  const named = namedFiles(there(join(settings, 'platform.yaml')))
    .map((path) => resolve(settings, path))
    .filter(inside);
  const hub = realpathSync(HUB);
  const ownHub = inside(hub);
  await take([...named, ...(ownHub ? [hub] : [])]);
  const notes = named
    .filter((path) => !existsSync(there(path)) && existsSync(path))
    .map((path) => {
      bring(path, there(path));
      return `${inRepository(path)} is not in ${name}: the one in the working tree is taken for both sides`;
    });
  return {
    title: `${name} (${hash.slice(0, 7)})`,
    directory: there(settings),
    hubDirectory: ownHub && existsSync(there(join(hub, 'hubwright'))) ? there(hub) : undefined,
    notes,
  };
}

function gitIn(directory: string, run: Run) {
  return async (args: readonly string[], otherwise: string): Promise<string> => {
    try {
      return (await run('git', args, { cwd: resolve(directory), timeout: TIMEOUT })).stdout;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const hint =
        error.reason === 'missing'
          ? 'install git'
          : (error.lastLines[0] ?? 'name a branch, a tag or a commit, such as main or HEAD~1');
      throw new UserError(otherwise, { hint, cause: error, exitCode: error.reason === 'exit' ? 2 : 1 });
    }
  };
}

/** The files and folders that settings name, as far as they can be read: what is wrong with them shows when they are loaded. */
function namedFiles(path: string): string[] {
  const file = SourceFile.read(path);
  if (file.faults.length > 0) return [];
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
