import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileProblem } from './file-problem.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-problem-'));
  mkdirSync(at('folder'));
  writeFileSync(at('file'), '');
  symlinkSync('circle', at('circle'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is said of a call that fails, without the name of the folder. */
function messageOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    return fileProblem(error)?.message.replaceAll(`${folder}/`, '');
  }
  throw new Error('It did not fail');
}

test('what the system refuses is said in words, with the file', () => {
  expect(messageOf(() => readFileSync(at('no')))).toBe('no: no such file or folder (ENOENT)');
  expect(messageOf(() => readFileSync(at('folder')))).toBe('expected a file, found a folder (EISDIR)');
  expect(messageOf(() => rmSync(at('folder')))).toBe('folder: expected a file, found a folder (EISDIR)');
  expect(messageOf(() => readFileSync(at('file/x')))).toBe('file/x: expected a folder, found a file (ENOTDIR)');
  expect(messageOf(() => mkdirSync(at('file')))).toBe('file: a file or folder with this name already exists (EEXIST)');
  expect(messageOf(() => statSync(at('circle')))).toBe('circle: circular symbolic links (ELOOP)');
  expect(messageOf(() => readFileSync(at('n'.repeat(300))))).toMatch(/^n+: the path is too long \(ENAMETOOLONG\)$/);
  expect(messageOf(() => chmodSync(at('no'), 0o600))).toBe('no: no such file or folder (ENOENT)');
  expect(messageOf(() => writeFileSync('/dev/full', 'x'))).toBe('the disk is full (ENOSPC)');
});

test('of promises too', async () => {
  const error = await readFile(at('no')).catch((it) => it);
  expect(fileProblem(error, { path: at('state.json'), what: 'cannot be read' })?.message).toBe(
    `${at('state.json')} cannot be read: no such file or folder (ENOENT)`,
  );
});

test.each(
  ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EFBIG', 'EMFILE', 'ENFILE', 'EBUSY', 'EIO', 'ESTALE', 'EXDEV'].map(
    (code) => [code],
  ),
)('%s has words and a way out', (code) => {
  const problem = fileProblem(Object.assign(new Error(code), { code, syscall: 'open', path: '/x/y' }));
  expect(problem?.message).toMatch(new RegExp(`^/x/y: [a-z].{8,} \\(${code}\\)$`));
  expect(problem?.fix).toMatch(/^[A-Z].*[.?]$/);
  expect(problem?.exitCode).toBe(1);
});

test('what is not about files stays a defect', () => {
  for (const error of [
    new Error('defect'),
    new TypeError('x is undefined'),
    Object.assign(new Error(), { code: 'EACCES', syscall: 'listen' }),
    Object.assign(new Error(), { code: 'ENOENT', syscall: 'spawn podman', path: 'podman' }),
    Object.assign(new Error(), { code: 'EADDRINUSE', syscall: 'open' }),
    Object.assign(new Error(), { code: 'ERR_ASSERTION' }),
    Object.assign(new Error(), { code: 'ENOENT' }),
    undefined,
    'ENOENT',
  ]) {
    expect(fileProblem(error)).toBeUndefined();
  }
});
