import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { run } from '../system/exec.ts';

const SCRIPT = fileURLToPath(new URL('file-tree.py', import.meta.url));

/** Bytes of a name as no list of names would have them: not UTF-8, with line ends and what shells and patterns read. */
const name = fc
  .oneof(
    fc.constantFrom(
      'a',
      'b c',
      '*',
      '[ab]',
      '?',
      '-r',
      '.hidden',
      'ä',
      '$HOME',
      "'",
      '"',
      '\\',
      '\n',
      '!x',
      'x.before',
    ),
    fc
      .uint8Array({ minLength: 1, maxLength: 12 })
      .map((bytes) => Buffer.from(bytes.map((it) => (it === 0 || it === 47 ? 65 : it)))),
  )
  .map((it) => Buffer.from(it as string))
  .filter((it) => !['.', '..'].includes(it.toString('latin1')))
  .map((it) => it.toString('hex'));

const hex = (maxLength: number) => fc.uint8Array({ maxLength }).map((it) => Buffer.from(it).toString('hex'));

/** Entries of a tree, as file-tree.py makes them. */
export const fileTree = fc.array(
  fc.record({
    name,
    parent: fc.nat(50),
    kind: fc.constantFrom('file', 'file', 'file', 'folder', 'folder', 'link', 'hardlink', 'fifo'),
    mode: fc.nat(0o7777),
    uid: fc.constantFrom(0, 1000, 65534, 4_000_000_000),
    gid: fc.constantFrom(0, 100, 65534),
    time: fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((seconds) => seconds * 1_000_000_000),
    content: hex(200),
    hole: fc.constantFrom(0, 0, 3_000_000),
    target: fc.constantFrom('/etc/passwd', '..', 'gone', '../../..').map((it) => Buffer.from(it).toString('hex')),
    attributes: fc.dictionary(fc.constantFrom('a', 'ä', 'tag.x'), hex(40), { maxKeys: 2 }),
  }),
  { minLength: 20, maxLength: 60 },
);

/** Makes a tree of files. */
export async function makeTree(folder: string, entries: object): Promise<void> {
  await run('python3', [SCRIPT, 'make', folder], { input: JSON.stringify(entries), timeout: 600_000 });
}

/** All that a copy of a tree has to keep, by path. */
export async function describeTree(folder: string): Promise<Readonly<Record<string, object>>> {
  return JSON.parse((await run('python3', [SCRIPT, 'describe', folder], { timeout: 600_000 })).stdout);
}
