import { posix } from 'node:path';
import * as z from 'zod';
import { didYouMean } from '../../system/did-you-mean.ts';
import { few } from '../../system/few.ts';
import { UserError } from '../../system/user-error.ts';
import { timeOf } from '../at-time.ts';
import type { BackupRepository, Snapshot } from '../backup/repository.ts';
import { MOST } from './choose-snapshot.ts';
import { resticFailure } from './restic-failure.ts';

/** What is in a backup of a home. */
export interface Content {
  readonly isFolder: boolean;
  readonly bytes: number;
}

const NODE = z.object({ struct_type: z.literal('node'), name: z.string(), path: z.string(), type: z.string() });
const SUMMARY = z.object({ message_type: z.literal('summary'), total_bytes: z.number().default(0) });
type Node = z.output<typeof NODE>;

/** The folder of the home, as it was on its node. */
export const homeOf = ({ paths }: Pick<Snapshot, 'paths'>): string => paths[0] ?? '/';

/** What restic calls a part of the home, counted from the folder above it; what is special in a pattern stands for itself. */
function patternOf(snapshot: Pick<Snapshot, 'paths'>, parts: readonly string[]): string {
  return `/${[posix.basename(homeOf(snapshot)), ...parts].map((it) => it.replaceAll(/[\\*?[\]]/g, '\\$&')).join('/')}`;
}

/** The words for restic that take a part of a home, with the folders above it and their modes, into a folder. */
export function restoreWords(
  snapshot: Pick<Snapshot, 'id' | 'paths'>,
  parts: readonly string[],
  target: string,
): string[] {
  const from = `${snapshot.id}:${posix.dirname(homeOf(snapshot))}`;
  return [
    'restore',
    '--json',
    '--sparse',
    '--retry-lock=2m',
    from,
    '--target',
    target,
    '--include',
    patternOf(snapshot, parts),
  ];
}

/**
 * Looks for a part of a home in its backup, and how large it is.
 *
 * @param parts none: the whole home
 * @throws UserError if it is not there, with what is
 */
export async function contentOf(
  repository: BackupRepository,
  snapshot: Snapshot,
  parts: readonly string[],
): Promise<Content> {
  // All that a backup of a home is of; to ask restic takes as long as to restore a small one.
  if (parts.length === 0) return { isFolder: true, bytes: snapshot.bytes };
  try {
    const path = posix.join(homeOf(snapshot), ...parts);
    const found = (await list(repository, snapshot, path)).find((it) => it.path === path);
    if (found === undefined) throw await notThere(repository, snapshot, parts);
    const words = restoreWords(snapshot, parts, '/nonexistent');
    const { stdout } = await repository.restic([...words, '--dry-run', '--no-lock']);
    const summary = SUMMARY.parse(JSON.parse(stdout.split('\n').at(-1) ?? ''));
    return { isFolder: found.type === 'dir', bytes: summary.total_bytes };
  } catch (error) {
    throw resticFailure(error, 'Nothing was changed.');
  }
}

/** The path and, if it is a folder, what is right in it. */
async function list(repository: BackupRepository, { id }: Snapshot, path: string): Promise<Node[]> {
  const { stdout } = await repository.restic(['ls', '--json', '--no-lock', id, path]);
  const lines = stdout.split('\n').map((line) => NODE.safeParse(JSON.parse(line)));
  return lines.flatMap((it) => (it.success ? it.data : []));
}

async function notThere(
  repository: BackupRepository,
  snapshot: Snapshot,
  parts: readonly string[],
): Promise<UserError> {
  const wanted = parts.join('/');
  // The first part that is missing, and what is beside it.
  for (let depth = parts.length - 1; depth >= 0; depth--) {
    const folder = posix.join(homeOf(snapshot), ...parts.slice(0, depth));
    const nodes = await list(repository, snapshot, folder);
    if (!nodes.some((it) => it.path === folder)) continue;
    const names = nodes.filter((it) => it.path !== folder).map((it) => it.name);
    const meant = didYouMean(parts[depth] ?? '', names);
    const guess = meant && [...parts.slice(0, depth), meant, ...parts.slice(depth + 1)].join('/');
    const where = depth === 0 ? 'The home' : parts.slice(0, depth).join('/');
    return new UserError(
      `"${wanted}" is not in the backup of ${timeOf(snapshot.time)}${guess ? `; did you mean "${guess}"?` : ''}`,
      {
        fix: `${where} has ${names.length === 0 ? 'nothing in it' : few(names.sort(), MOST)} there. For an earlier one: --at TIME.`,
        exitCode: 2,
      },
    );
  }
  return new UserError(`the backup ${snapshot.id} has no ${homeOf(snapshot)}`);
}
