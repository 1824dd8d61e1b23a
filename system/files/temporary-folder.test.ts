import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'hubwright-temporary-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

test('is for its owner alone, and gone with its content', () => {
  const folder = makeTemporaryFolder(parent);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  writeFileSync(join(folder, 'secret'), '');
  removeTemporaryFolder(folder);
  expect(readdirSync(parent)).toEqual([]);
});

test('what a killed process left is removed, and nothing else', () => {
  const dead = spawnSync('true').pid;
  const others = [`hubwright-${process.ppid}-abcdef`, `hubwright-${dead}-notes`, `hubwright-test-abcdef`];
  for (const name of [...others, `hubwright-${dead}-abcdef`]) mkdirSync(join(parent, name));
  const mine = join(parent, others[0] ?? '', 'mine');
  writeFileSync(mine, '');
  symlinkSync(join(parent, others[0] ?? ''), join(parent, `hubwright-${dead}-linked`));
  const folder = makeTemporaryFolder(parent);
  expect(readdirSync(parent).sort()).toEqual([...others, basename(folder), `hubwright-${dead}-linked`].sort());
  expect(existsSync(mine)).toBe(true);
  removeTemporaryFolder(folder);
});

test('a process that ends by itself leaves none', () => {
  const module = join(import.meta.dirname, 'temporary-folder.ts');
  const code = `import('${module}').then((it) => { it.makeTemporaryFolder('${parent}'); process.exit(130); })`;
  expect(spawnSync(process.execPath, ['--import', 'tsx', '-e', code]).status).toBe(130);
  expect(readdirSync(parent)).toEqual([]);
});

test('a folder for temporary files that is not there', () => {
  expect(() => makeTemporaryFolder(join(parent, 'no'))).toThrow(
    `${join(parent, 'no')} cannot hold temporary files: no such file or folder (ENOENT)`,
  );
});

test('what cannot be removed keeps nobody from working', () => {
  const dead = spawnSync('true').pid;
  const stuck = join(parent, `hubwright-${dead}-abcdef`);
  mkdirSync(stuck);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', stuck]).status === 0;
  try {
    const folder = makeTemporaryFolder(parent);
    expect(existsSync(folder)).toBe(true);
    expect(existsSync(stuck)).toBe(mounted);
    removeTemporaryFolder(folder);
  } finally {
    if (mounted) spawnSync('umount', [stuck]);
  }
});
