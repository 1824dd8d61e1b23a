import { posix } from 'node:path';
import { Transform } from 'node:stream';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { transferLimit } from '../../system/transfers.ts';
import { UserError } from '../../system/user-error.ts';
import { IS_STAGING, stageBeside, staged } from '../homes/stage.ts';
import { describeProgress } from '../restore/progress.ts';
import { differenceOf, digestOf } from './compare-trees.ts';

/** How a tree is read and written: all that belongs to it, and nothing that belongs to its node. */
const ATTRIBUTES = ['user.*', 'trusted.*', 'security.capability'].map((it) => `--xattrs-include=${it}`);
const KEEP = ['--numeric-owner', '--acls', '--xattrs', ...ATTRIBUTES];
/** Milliseconds between two lines about progress. */
const PAUSE = 5000;
/** Of a pipe that is a socket, tar leaves the end unread, and who sends it would break off. */
const UNPACK = 'tar "$@" && cat >/dev/null';
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
  await stream(copy, stage, { progress, signal });
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

async function stream({ from, to, bytes }: TreeCopy, stage: string, { progress, signal }: CopyOptions): Promise<void> {
  const [parent, name] = [posix.dirname(from.path), posix.basename(from.path)];
  const pack = ['tar', '-C', parent, '--create', '--format=posix', '--sparse', ...KEEP, '--', name];
  const words = ['-C', stage, '--extract', '--same-owner', '--same-permissions', ...KEEP];
  const unpack = staged(stage, ['sh', '-c', UNPACK, 'unpack', ...words]);
  const ending = new AbortController();
  const options = {
    ...{ sudo: true, timeout: 60 * 60_000 + transferLimit(bytes) },
    signal: AbortSignal.any([signal, ending.signal]),
  };
  const between = counting((done, seconds) => progress(`copied ${describeProgress(done, bytes, seconds)}`));
  const failures: unknown[] = [];
  const noted = (error: unknown) => {
    failures.push(error);
    // Of the two, the other would wait for ever.
    ending.abort();
  };
  await Promise.all([
    from.host.run(pack, { ...options, outputTo: between }).catch(noted),
    to.host.run(unpack, { ...options, inputFrom: between }).catch(noted),
  ]);
  const [failure] = failures;
  if (failure === undefined) return;
  if (!(failure instanceof HostError) || failure.code !== IS_STAGING) throw failure;
  throw new UserError(`${to.host.name}: another copy of this home is being made`, {
    fix: 'Wait for it, then run the same command again.',
    cause: failure,
  });
}

/** Passes bytes on, and reports now and then how many, and in how many seconds. */
function counting(report: (bytes: number, seconds: number) => void): Transform {
  const begun = Date.now();
  let [bytes, reported] = [0, begun];
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (Date.now() - reported >= PAUSE) {
        reported = Date.now();
        report(bytes, (reported - begun) / 1000);
      }
      done(null, chunk);
    },
  });
}
