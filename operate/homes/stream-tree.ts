import { Transform, type Writable } from 'node:stream';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { transferLimit } from '../../system/transfers.ts';
import { UserError } from '../../system/user-error.ts';
import { describeProgress } from '../restore/progress.ts';
import { IS_STAGING, staged } from './stage.ts';

/** How a tree is read and written: all that belongs to it, and nothing that belongs to its node. */
const ATTRIBUTES = ['user.*', 'trusted.*', 'security.capability'].map((it) => `--xattrs-include=${it}`);
const KEEP = ['--numeric-owner', '--acls', '--xattrs', ...ATTRIBUTES];
/** Milliseconds between two lines about progress. */
const PAUSE = 5000;
/** Of a pipe that is a socket, tar leaves the end unread, and who sends it would break off. */
const UNPACK = 'mkdir -p -- "$1" && cd -- "$1" && shift && tar "$@" && cat >/dev/null';

/** A command that packs what a folder has under a name, with all that {@link streamTree} keeps. */
export function packing(folder: string, name: string): string[] {
  return ['tar', '-C', folder, '--create', '--format=posix', '--sparse', ...KEEP, '--', name];
}

export interface TreeStream {
  /** Writes an archive as {@link packing} does. */
  readonly pack: (options: PackOptions) => Promise<unknown>;
  readonly to: Host;
  /** Emptied first. */
  readonly stage: string;
  /** The folder in it that the archive is unpacked into. */
  readonly folder: string;
  /** About how much there is; undefined if nobody knows. */
  readonly bytes: number | undefined;
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

export interface PackOptions {
  readonly outputTo: Writable;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/**
 * Unpacks an archive in a stage on a host while it is being made.
 *
 * @throws UserError if another command fills the stage
 */
export async function streamTree({ pack, to, stage, folder, bytes, progress, signal }: TreeStream): Promise<void> {
  const words = ['--extract', '--same-owner', '--same-permissions', ...KEEP];
  const unpack = staged(stage, ['sh', '-c', UNPACK, 'unpack', folder, ...words]);
  const ending = new AbortController();
  const options = {
    timeout: 60 * 60_000 + transferLimit(bytes ?? UNKNOWN),
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
    pack({ ...options, outputTo: between }).catch(noted),
    to.run(unpack, { ...options, sudo: true, inputFrom: between }).catch((error) => noted(unpackFailure(error))),
  ]);
  if (failures.length > 0) throw failures[0];
}

/** What tar says besides what is wrong. */
const NOISE = /^tar: (Removing leading |Exiting with failure status)/;
const MOST = 3;

function unpackFailure(error: unknown): unknown {
  if (!(error instanceof HostError) || error.reason !== 'exit') return error;
  if (error.code === IS_STAGING) {
    return new UserError(`${error.host}: another copy of this home is being made`, {
      fix: 'Wait for it, then run the same command again.',
      cause: error,
    });
  }
  const said = error.stderr.split('\n').filter((it) => it.trim() !== '' && !NOISE.test(it));
  const more = said.length > MOST ? [`and ${said.length - MOST} more`] : [];
  const lines = [...said.slice(0, MOST), ...more].map((it) => `\n  ${it}`);
  const isFull = /No space left on device|Disk quota exceeded/.test(error.stderr);
  return new UserError(`${error.host}: the copy could not be written${lines.join('')}`, {
    ...(isFull && { fix: 'Free space on the disk of the host, then run the same command again.' }),
    cause: error,
  });
}

/** Bytes that are allowed for where nobody knows how many there are. */
const UNKNOWN = 2 ** 40;

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
