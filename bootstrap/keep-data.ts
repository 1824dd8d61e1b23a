import { mkdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_STORAGE } from '../cluster/volumes.ts';
import { inUnits } from '../system/bytes.ts';
import { CommandError, run } from '../system/exec.ts';
import { moveIntoPlace } from '../system/files/write-atomically.ts';
import type { Host } from '../system/hosts/host.ts';
import type { Reporter } from '../system/reporter.ts';
import { transferLimit } from '../system/transfers.ts';
import { UserError } from '../system/user-error.ts';

const MEASURE = '[ -d "$1/" ] || exit 0\ndu --summarize --block-size=1 "$1/"\nls -A "$1/"';
/** Pods outlive k3s itself; a database that is written to while it is copied would be of no use. */
const STOP = 'if [ -x /usr/local/bin/k3s-killall.sh ]; then exec /usr/local/bin/k3s-killall.sh; fi';

/** The volumes on a host. */
export interface StoredData {
  readonly bytes: number;
  /** Names of their folders. */
  readonly volumes: readonly string[];
}

/** Which volumes are on a host. Changes nothing. */
export async function storedData(host: Host, signal: AbortSignal): Promise<StoredData> {
  const { stdout } = await host.run(['sh', '-c', MEASURE, 'measure', LOCAL_STORAGE], {
    sudo: true,
    timeout: 30 * 60_000,
    signal,
  });
  const [size, ...volumes] = stdout.split('\n').filter((line) => line !== '');
  return { bytes: Number.parseInt(size ?? '0', 10), volumes };
}

/**
 * Makes the folder that data is copied to.
 *
 * @param bytes how much is to come
 * @throws UserError if it would not fit
 */
export function makeRoom(folder: string, bytes: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize > bytes) return;
  throw new UserError(`${folder}: ${inUnits(bytes)} will be copied there, ${inUnits(bavail * bsize)} are free`, {
    fix: 'Name a folder on a larger disk: `--keep-data FOLDER`. Nothing was stopped or deleted.',
  });
}

export interface CopyOptions {
  /** What {@link storedData} found. */
  readonly data: StoredData;
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

/**
 * Stops k3s and all pods on a host, and copies its volumes into `NODE.tar` with owners, permissions and holes as they are.
 *
 * @returns what was done, in a few words
 */
export async function copyData(host: Host, folder: string, { data, progress, signal }: CopyOptions): Promise<string> {
  if (data.volumes.length === 0) return 'no volumes';
  progress('stopping k3s and its pods');
  await host.run(['sh', '-s'], { sudo: true, input: STOP, timeout: 5 * 60_000, signal });
  const partial = join(folder, `${host.name}.tar.partial`);
  const size = () => statSync(partial, { throwIfNoEntry: false })?.size ?? 0;
  const timer = setInterval(() => progress(`copied ${inUnits(size())} of about ${inUnits(data.bytes)}`), 5000);
  try {
    // From inside the folder, which may be a link to another disk: of a link, tar would copy the link alone.
    const named = [
      '--directory',
      LOCAL_STORAGE,
      `--transform=s,^\\.,${LOCAL_STORAGE.slice(LOCAL_STORAGE.lastIndexOf('/') + 1)},rhS`,
      '.',
    ];
    const argv = ['tar', '--create', '--sparse', '--numeric-owner', '--xattrs', '--acls', ...named];
    const timeout = 10 * 60_000 + transferLimit(data.bytes);
    await host.run(argv, { sudo: true, outputFile: partial, timeout, signal });
  } finally {
    clearInterval(timer);
  }
  progress('reading the copy');
  await readThrough(partial);
  moveIntoPlace(partial, join(folder, `${host.name}.tar`));
  const { length } = data.volumes;
  return `${length} ${length === 1 ? 'volume' : 'volumes'}, ${inUnits(statSync(join(folder, `${host.name}.tar`)).size)}`;
}

/** What is about to be deleted for good is read once more where it lies now. */
async function readThrough(archive: string): Promise<void> {
  try {
    await run('tar', ['-tf', archive], { timeout: 6 * 60 * 60_000 });
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    throw new UserError(`${archive} cannot be read back:\n${cause.message}`, {
      fix: 'Run the same command again. Nothing was deleted.',
      cause,
    });
  }
}
