import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Lock } from './lock.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const take = () => Lock.take({ path: at('lock'), folder, doing: 'writing it' });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('names its process, and what is being written', () => {
  const lock = take();
  let seen = '';
  lock.write('a', 'x', { beforeMove: () => (seen = readFileSync(at('lock'), 'utf8')) });
  expect(seen).toMatch(new RegExp(`^${process.pid}\na\\.\\d+\n$`));
  lock.release();
  expect(readdirSync(folder)).toEqual(['a']);
});

test('that of a process which was killed is taken over, and only what that had begun is removed', () => {
  mkdirSync(at('sub'));
  for (const name of ['a', 'a.1', 'a.2', 'sub/a.3']) writeFileSync(at(name), '');
  writeFileSync(at('lock'), `${spawnSync('true').pid}\na.1\na\n../${folder}/a.2\nsub/a.3\n`);
  take().release();
  expect([readdirSync(folder), readdirSync(at('sub'))]).toEqual([['a', 'a.2', 'sub'], ['a.3']]);
});

test.each([
  ['empty', () => writeFileSync(at('lock'), '')],
  ['of something else', () => writeFileSync(at('lock'), 'v1\n')],
  ['zero, which is every process of a group', () => writeFileSync(at('lock'), '0\n')],
  ['a folder', () => mkdirSync(at('lock'))],
  ['a pipe', () => spawnSync('mkfifo', [at('lock')])],
  ['a link that leads nowhere', () => symlinkSync('nowhere', at('lock'))],
])('one that is %s is not taken over: who has it cannot be known', (_kind, put) => {
  put();
  expect(take).toThrow(`${at('lock')} is not a lock file of Hubwright`);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('a folder that is none is reported', () => {
  writeFileSync(at('file'), '');
  expect(() => Lock.take({ path: at('file/lock'), folder, doing: '' })).toThrow(
    `${at('file/lock')} was not written: ${at('file')}: a file or folder with this name already exists (EEXIST)`,
  );
});
