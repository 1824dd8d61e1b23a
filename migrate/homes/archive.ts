import { createReadStream, statSync } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { PackOptions } from '../../operate/homes/stream-tree.ts';
import { UserError } from '../../system/user-error.ts';
import type { HomeSource } from './home-source.ts';

const BLOCK = 512;
/** Every archive of tar ends with two blocks of zeros. */
const END = 2 * BLOCK;
const MAGIC = { tar: 'ustar', at: 257, gzip: '1f8b' };

export interface ArchiveOptions {
  readonly user: string;
  readonly server: string;
  /** `-`: standard input. */
  readonly file: string;
  /** @default - that of this process */
  readonly stdin?: Readable;
}

/**
 * A home in an archive of tar, also compressed with gzip.
 *
 * @throws UserError if it is none
 */
export async function archiveSource(options: ArchiveOptions): Promise<HomeSource> {
  const { user, server, file, stdin = process.stdin } = options;
  const where = file === '-' ? 'standard input' : file;
  const input = file === '-' ? stdin : createReadStream(file);
  const failed = (error: unknown) => {
    if (error instanceof UserError) return error;
    const { code = String(error) } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') return cutOff(where, error);
    return new UserError(`${where} cannot be read (${code})`, { cause: error, exitCode: 2 });
  };
  const read = async () => {
    const raw = await begin(input);
    const isZipped = raw.head.subarray(0, 2).toString('hex') === MAGIC.gzip;
    const { head, all } = isZipped ? await begin(unzipped(raw.all)) : raw;
    refuseOthers(head, where);
    return { all, bytes: isZipped || file === '-' ? undefined : statSync(file).size };
  };
  const { all, bytes } = await read().catch((error) => {
    throw failed(error);
  });
  const pack = async ({ outputTo, signal }: PackOptions) =>
    pipeline([Readable.from(all), untilItsEnd(where), outputTo], { signal }).catch((error) => {
      throw failed(error);
    });
  const close = async () => void input.destroy();
  return { user, server, where, open: async () => ({ bytes, pack, close }) };
}

interface Begun {
  /** The first bytes, at least a block if there are so many. */
  readonly head: Buffer;
  /** All of it, these as well. */
  readonly all: AsyncIterable<Buffer>;
}

/** Begins to read a stream. */
async function begin(input: Readable): Promise<Begun> {
  const rest = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  while (head.length < BLOCK) {
    const { done, value } = await rest.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  const all = async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => rest };
  };
  return { head, all: all() };
}

function refuseOthers(head: Buffer, where: string): void {
  if (head.toString('latin1', MAGIC.at, MAGIC.at + MAGIC.tar.length) === MAGIC.tar) return;
  const what = head.length === 0 ? 'is empty' : 'is not an archive of tar, nor one that gzip has compressed';
  throw new UserError(`${where} ${what}`, {
    fix: 'Pack the home with `tar -C HOME -c .`; of another compression, hand over what its program prints: `zstd -dc ada.tar.zst | npx hubwright home import ada --from - --yes`.',
    exitCode: 2,
  });
}

function unzipped(all: AsyncIterable<Buffer>): Readable {
  const gunzip = createGunzip();
  // Whoever reads it is told of a failure.
  pipeline(Readable.from(all), gunzip).catch(() => {});
  return gunzip;
}

/** Passes an archive on, and fails if it has no end: tar takes one that was cut off between two files. */
function untilItsEnd(where: string): Transform {
  let tail = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      tail = Buffer.concat([tail, chunk.subarray(-END)]).subarray(-END);
      done(null, chunk);
    },
    flush(done) {
      const isWhole = tail.length === END && tail.every((it) => it === 0);
      done(isWhole ? null : cutOff(where));
    },
  });
}

function cutOff(where: string, cause?: unknown): UserError {
  return new UserError(`the archive in ${where} is cut off`, {
    fix: 'What made it was interrupted: make it again, then run the same command again.',
    cause,
  });
}
