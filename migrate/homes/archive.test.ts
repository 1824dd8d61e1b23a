import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../system/user-error.ts';
import { archiveSource } from './archive.ts';

const folder = mkdtempSync(join(tmpdir(), 'hubwright-archive-'));
afterAll(() => rmSync(folder, { recursive: true }));

const home = join(folder, 'home');
const archive = (() => {
  execFileSync('mkdir', ['-p', home]);
  writeFileSync(join(home, 'notes.ipynb'), '{}');
  writeFileSync(join(home, 'large'), Buffer.alloc(300_000, 'x'));
  return execFileSync('tar', ['-C', home, '-c', '.'], { maxBuffer: 10_000_000 });
})();

/** What a host would be given. */
async function packed(bytes: Buffer, chunks: readonly number[] = [], file = '-'): Promise<Buffer> {
  const pieces = function* () {
    let at = 0;
    for (const size of chunks) {
      if (at < bytes.length) yield bytes.subarray(at, at + size);
      at += size;
    }
    if (at < bytes.length) yield bytes.subarray(at);
  };
  const { open } = await archiveSource({ user: 'ada', server: '', file, stdin: Readable.from(pieces()) });
  const { signal } = new AbortController();
  const found: Buffer[] = [];
  const outputTo = new Writable({
    write(chunk, _, done) {
      found.push(chunk);
      done();
    },
  });
  const opened = await open({ progress: () => {}, signal });
  await opened.pack({ outputTo, signal, timeout: 600_000 });
  await opened.close();
  return Buffer.concat(found);
}

test('an archive is passed on byte by byte, however it arrives', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.boolean(), async (chunks, isZipped) => {
      expect((await packed(isZipped ? gzipSync(archive) : archive, chunks)).equals(archive)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('of a file, its size is known, unless it is compressed', async () => {
  const bytesOf = async (name: string, bytes: Buffer) => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    expect((await packed(bytes, [], file)).equals(archive)).toBe(true);
    const { open } = await archiveSource({ user: 'ada', server: '', file });
    const opened = await open({ progress: () => {}, signal: new AbortController().signal });
    await opened.close();
    return opened.bytes;
  };
  expect([await bytesOf('ada.tar', archive), await bytesOf('ada.tgz', gzipSync(archive))]).toEqual([
    archive.length,
    undefined,
  ]);
});

const CUT = 'the archive in standard input is cut off';
const OTHER = 'standard input is not an archive of tar, nor one that gzip has compressed';
/** Where the first file ends: what is cut off there, tar takes for whole. */
const BETWEEN = 512 * 3;
test.each<[string, Buffer, string]>([
  ['nothing', Buffer.alloc(0), 'standard input is empty'],
  ['a single byte', Buffer.from('x'), OTHER],
  ['something else', Buffer.alloc(100_000, 'x'), OTHER],
  ['something else, compressed', gzipSync(Buffer.alloc(100_000, 'x')), OTHER],
  ['one of zip', Buffer.from('PK\x03\x04'.padEnd(2000, 'x')), OTHER],
  ['an archive that was cut off', archive.subarray(0, 100_000), CUT],
  ['one that was cut off between two files', archive.subarray(0, BETWEEN), CUT],
  ['one that was cut off after its first block', archive.subarray(0, 512), CUT],
  ['a compressed one that was cut off', gzipSync(archive).subarray(0, 300), CUT],
  ['a compressed one, cut off before that', gzipSync(archive.subarray(0, BETWEEN)), CUT],
  ['one with something behind', Buffer.concat([archive, Buffer.from('x')]), CUT],
])('refused: %s', async (_, bytes, message) => {
  const refused = packed(bytes);
  await expect(refused).rejects.toBeInstanceOf(UserError);
  await expect(refused).rejects.toThrow(message);
});

test('a file that is not there, and a folder', async () => {
  const of = (file: string) => archiveSource({ user: 'ada', server: '', file });
  await expect(of(join(folder, 'none.tar'))).rejects.toThrow(/none\.tar cannot be read \(ENOENT\)$/);
  await expect(of(home)).rejects.toThrow(/home cannot be read \(EISDIR\)$/);
});
