import { posix } from 'node:path';
import type { Host } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { transferLimit } from '../../system/transfers.ts';
import { UserError } from '../../system/user-error.ts';
import { stageBeside } from '../homes/stage.ts';
import { packing, streamTree } from '../homes/stream-tree.ts';
import { differenceOf, digestOf } from './compare-trees.ts';

const PUT = 'set -e; sync; mv -nT -- "$1/$2" "$3"; sync; rm -rf --one-file-system -- "$1"';

export interface TreeCopy {
  readonly from: { readonly host: Host; readonly path: string };
  readonly to: { readonly host: Host; readonly path: string };
  readonly claim: string;
  /** About how much there is. */
  readonly bytes: number;
}

export interface CopyOptions {
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

/**
 * Copies a folder from one node to another, by way of this machine, and reads both through. The copy gets its name when it
 * equals the original.
 *
 * @throws UserError if it does not
 */
export async function copyTree(copy: TreeCopy, { progress, signal }: CopyOptions): Promise<void> {
  const { from, to, claim, bytes } = copy;
  const stage = stageBeside(to.path, claim);
  const name = posix.basename(from.path);
  const pack = packing(posix.dirname(from.path), name);
  await streamTree({
    pack: (options) => from.host.run(pack, { sudo: true, ...options }),
    ...{ to: to.host, stage, folder: stage, bytes, progress, signal },
  });
  progress('comparing the copy with the original');
  const different = await difference(copy, posix.join(stage, name), signal);
  if (different !== undefined) {
    throw new UserError(`the copy on ${to.host.name} differs from the original on ${from.host.name}: ${different}`, {
      fix: 'If something on the node writes to the home, end it. Then run the same command again.',
    });
  }
  await putWhole(to.host, { stage, name, path: to.path, bytes }, signal);
}

/** A folder in a stage. */
export interface StagedFolder {
  readonly stage: string;
  readonly name: string;
  /** Where it goes: nothing is there yet. */
  readonly path: string;
  readonly bytes: number;
}

/** Puts a folder in its place, and removes the stage. */
export async function putWhole(
  host: Host,
  { stage, name, path, bytes }: StagedFolder,
  signal: AbortSignal,
): Promise<void> {
  const options = { sudo: true, timeout: 10 * 60_000 + transferLimit(bytes), signal };
  await host.run(['sh', '-c', PUT, 'put', stage, name, path], options);
}

/** Whether there is a copy in its place that equals the original. */
export async function isCopied(copy: TreeCopy, signal: AbortSignal): Promise<boolean> {
  const { to } = copy;
  const found = await to.host.run(['test', '-d', to.path], { sudo: true, allow: [1], signal });
  return found.exitCode === 0 && (await difference(copy, to.path, signal)) === undefined;
}

async function difference(
  { from, to, bytes }: TreeCopy,
  copied: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const limit = 60 * 60_000 + transferLimit(bytes);
  const [original, copy] = await Promise.all([
    digestOf(from.host, from.path, limit, signal),
    digestOf(to.host, copied, limit, signal),
  ]);
  return differenceOf(original, copy);
}
