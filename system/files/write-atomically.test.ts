import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { moveIntoPlace, removeLeftovers, writeAtomically } from './write-atomically.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file is for its owner alone, unless it is meant for others, and nothing is left beside it', () => {
  writeAtomically(at('a'), 'secret');
  writeFileSync(at('b'), 'old', { mode: 0o644 });
  chmodSync(at('b'), 0o664);
  writeAtomically(at('b'), 'new', { isPrivate: false });
  expect([statSync(at('a')).mode & 0o777, statSync(at('b')).mode & 0o777]).toEqual([0o600, 0o664]);
  expect(readFileSync(at('b'), 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['a', 'b']);
});

test('a link stays one, and another name of the same file keeps the old content', () => {
  writeFileSync(at('real'), 'old');
  symlinkSync('real', at('link'));
  linkSync(at('real'), at('twin'));
  writeAtomically(at('link'), 'new');
  expect([readFileSync(at('real'), 'utf8'), readFileSync(at('twin'), 'utf8')]).toEqual(['new', 'old']);
  expect(readdirSync(folder)).toEqual(['link', 'real', 'twin']);
});

test('what throws at the last moment keeps the file as it was', () => {
  writeFileSync(at('a'), 'old');
  const beforeMove = () => {
    throw new Error('changed');
  };
  expect(() => writeAtomically(at('a'), 'new', { beforeMove })).toThrow('changed');
  expect([readFileSync(at('a'), 'utf8'), readdirSync(folder)]).toEqual(['old', ['a']]);
});

test('a finished file of another program is moved to its place', () => {
  writeFileSync(at('a.partial'), 'x');
  moveIntoPlace(at('a.partial'), at('a'));
  expect(readdirSync(folder)).toEqual(['a']);
  expect(() => moveIntoPlace(at('no'), at('b'))).toThrow(`${at('b')} was not written: no such file or folder (ENOENT)`);
});

test('only what a write of these files left is removed', () => {
  const others = ['token', 'token.bak', 'token.2026112612345', 'mine.123', '123'];
  for (const name of [...others, 'token.123', 'token.4294967295']) writeFileSync(at(name), '');
  removeLeftovers(folder, ['token']);
  expect(readdirSync(folder).sort()).toEqual(others.sort());
});

test('a folder in the way, and a folder that is none', () => {
  mkdirSync(at('a'));
  expect(() => writeAtomically(at('a'), 'x')).toThrow(
    `${at('a')} was not written: expected a file, found a folder (EISDIR)`,
  );
  writeFileSync(at('b'), '');
  expect(() => writeAtomically(at('b/c'), 'x')).toThrow(
    `${at('b/c')} was not written: expected a folder, found a file`,
  );
  expect(readdirSync(folder)).toEqual(['a', 'b']);
});

/** What a write says with a limit on the size of files, which a shell can set for a process alone. */
function underLimit(limit: string): { message: string; files: string[] } {
  const code = `import('${join(import.meta.dirname, 'write-atomically.ts')}').then(({ writeAtomically }) => {
    process.on('SIGXFSZ', () => {});
    try { writeAtomically('${at('a')}', 'x'.repeat(100_000)); } catch (error) { console.log(error.message); }
  })`;
  const argv = ['-c', `ulimit ${limit}; exec "$0" --import tsx -e "$1"`, process.execPath, code];
  const { stdout, stderr } = spawnSync('sh', argv, { encoding: 'utf8' });
  return { message: `${stdout}${stderr}`.trim(), files: readdirSync(folder) };
}

test('a write that the system cuts short leaves the file as it was, and nothing beside it', () => {
  writeFileSync(at('a'), 'old');
  const { message, files } = underLimit('-f 8');
  expect(message).toBe(`${at('a')} was not written: it would exceed the maximum file size (EFBIG)`);
  expect([readFileSync(at('a'), 'utf8'), files]).toEqual(['old', ['a']]);
});
