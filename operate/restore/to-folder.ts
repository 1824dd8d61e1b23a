import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { inUnits } from '../../system/bytes.ts';
import { CommandError, run } from '../../system/exec.ts';
import type { Reporter } from '../../system/reporter.ts';
import { transferLimit } from '../../system/transfers.ts';
import { UserError } from '../../system/user-error.ts';
import { homeOf } from './in-snapshot.ts';
import type { Source } from './plan.ts';
import { describeProgress } from './progress.ts';
import { resticFailure } from './restic-failure.ts';

/** What it will be in the folder: the name of the file or folder, or of the user for a whole home. */
export function targetIn(folder: string, { user, parts }: Source['request']): string {
  return join(folder, parts.at(-1) ?? user);
}

/**
 * Makes sure that a part of a backup can be put into a folder on this machine.
 *
 * @throws UserError if something of that name is there, or it does not fit
 */
export function checkFolder(folder: string, { request, content }: Source): void {
  const target = targetIn(folder, request);
  if (existsSync(target)) {
    throw new UserError(`${target} exists; nothing is overwritten`, { fix: 'Name another folder.', exitCode: 2 });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = statfsSync(folder);
  // A folder comes as an archive, which is there until it is unpacked.
  const needed = content.bytes * (content.isFolder ? 2 : 1);
  if (bavail * bsize > needed) return;
  throw new UserError(`${folder}: it takes ${inUnits(needed)}, ${inUnits(bavail * bsize)} are free`, {
    fix: 'Name a folder on a larger disk, or restore a part with --path.',
  });
}

/**
 * Copies a part of a backup into a folder on this machine: whole under its name, or not at all. It belongs to whoever runs
 * this.
 *
 * @returns where it is
 */
export async function copyToFolder(
  folder: string,
  source: Source,
  { progress, signal }: { readonly progress: Reporter['progress']; readonly signal: AbortSignal },
): Promise<string> {
  const target = targetIn(folder, source.request);
  const partial = mkdtempSync(join(folder, '.restoring-'));
  try {
    const [dumped, unpacked] = [join(partial, 'dumped'), join(partial, 'unpacked')];
    await dump(source, dumped, { progress, signal });
    if (source.content.isFolder) {
      progress('unpacking');
      mkdirSync(unpacked, { mode: 0o700 });
      await unpack(dumped, unpacked, { into: folder, signal });
    }
    renameSync(source.content.isFolder ? unpacked : dumped, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return target;
}

async function dump(
  { snapshot, request, content, repository }: Source,
  file: string,
  { progress, signal }: { readonly progress: Reporter['progress']; readonly signal: AbortSignal },
): Promise<void> {
  const path = posix.join(homeOf(snapshot), ...request.parts);
  // Of a folder what is in it, so that the names in the archive begin there.
  const words = content.isFolder ? ['--archive', 'tar', `${snapshot.id}:${path}`, '/'] : [snapshot.id, path];
  const started = Date.now();
  const size = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const timer = setInterval(
    () => progress(`copied ${describeProgress(size(), content.bytes, (Date.now() - started) / 1000)}`),
    5000,
  );
  try {
    const timeout = 60 * 60_000 + transferLimit(content.bytes);
    await repository.restic(['dump', '--retry-lock=2m', ...words], { outputFile: file, timeout, signal });
  } catch (error) {
    throw resticFailure(error, '');
  } finally {
    clearInterval(timer);
  }
}

/** Owners are those of the node, which mean nobody here. */
async function unpack(
  archive: string,
  unpacked: string,
  { into, signal }: { readonly into: string; readonly signal: AbortSignal },
): Promise<void> {
  const argv = ['--extract', '--file', archive, '--directory', unpacked, '--no-same-owner'];
  try {
    await run('tar', argv, { timeout: 6 * 60 * 60_000, signal });
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    throw new UserError(`${into}: the copy could not be unpacked, and was removed:\n${cause.message}`, {
      fix: 'Disks with FAT, exFAT or NTFS, and some network drives, cannot hold every name and link of a home. Name a folder elsewhere, or restore a part with --path.',
      cause,
    });
  }
}
