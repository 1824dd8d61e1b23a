import { CommandError, type Run } from '../system/exec.ts';
import { valueAt } from '../system/mapping.ts';
import { UserError } from '../system/user-error.ts';
import { commitOf, fixOfMissing } from './find-revision.ts';

/** The version that a project comes from, and how that is known; or why it is not. */
export type Origin = { readonly version: string; readonly source: string } | { readonly unknown: string };

const VERSION = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;
const TIMEOUT = 60_000;

/**
 * Finds out from which version a project comes: the settings do not say it, its repository does.
 *
 * @param given a version, or a revision whose package-lock.json or package.json has one
 * @throws UserError where a revision is given that does not say it
 */
export async function projectOrigin(directory: string, given: string | undefined, run: Run): Promise<Origin> {
  if (given !== undefined && VERSION.test(given)) return { version: given, source: '--from' };
  const revision = given ?? 'HEAD';
  const git = async (...args: string[]) => {
    try {
      return (await run('git', args, { cwd: directory, timeout: TIMEOUT })).stdout;
    } catch (error) {
      if (error instanceof CommandError) return undefined;
      throw error;
    }
  };
  const hash = await git(...commitOf(revision));
  const found = hash && (await versionAt(revision, (path) => git('show', `${hash}:./${path}`)));
  if (found) return found;
  const unknown = hash
    ? `${revision} has no version of Hubwright in its package-lock.json or package.json`
    : `there is no revision "${revision}" in this folder`;
  if (given === undefined) return { unknown };
  const fix = hash ? undefined : await fixOfMissing(revision, (args) => git(...args));
  throw new UserError(unknown, {
    fix: fix ?? 'Name a branch, a tag, a commit, or a version such as 0.1.0.',
    exitCode: 2,
  });
}

/** The version that is meant, as it is in a package.json of a project; undefined where it is a range or an address. */
export function exactVersion(spec: unknown): string | undefined {
  return typeof spec === 'string' && VERSION.test(spec) ? spec : undefined;
}

async function versionAt(revision: string, read: (path: string) => Promise<string | undefined>) {
  const places = [
    ['package-lock.json', ['packages', 'node_modules/hubwright', 'version']],
    ['package.json', ['dependencies', 'hubwright']],
    ['package.json', ['devDependencies', 'hubwright']],
  ] as const;
  for (const [file, path] of places) {
    const version = exactVersion(valueAt(parsed(await read(file)), path));
    if (version !== undefined) return { version, source: `${file} of ${revision}` };
  }
  return undefined;
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
