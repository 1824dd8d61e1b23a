import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { run } from '../system/exec.ts';
import { secretsOutsideGit } from './from-git.ts';

const SOPS = ['sops', 'decrypt', '--extract', '["ca"]', './secrets.sops.yaml'];
const SETTINGS = {
  registry: {
    credentials: [
      { host: 'a.example', username: 'a', password: { env: 'A' } },
      { host: 'b.example', username: 'b', password: { file: '../b' } },
      { host: 'c.example', username: 'c', password: { command: SOPS } },
      { host: 'd.example', username: 'd', password: { command: ['pass', 'show', 'hub'] } },
    ],
  },
};
const OUTSIDE = ['environment variable A', 'file ../b', 'output of `pass show hub`'];

let directory: string;
const git = async (...args: string[]) =>
  (await run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { timeout: 600_000, cwd: directory }))
    .stdout;
const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
async function commit(...files: string[]): Promise<string> {
  await git('add', ...files);
  await git('commit', '--quiet', '--allow-empty', '-m', 'a');
  return (await git('rev-parse', 'HEAD')).trim();
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hubwright-git-'));
  mkdirSync(join(directory, 'hub'));
  for (const name of ['platform.yaml', 'users.yaml', 'secrets.sops.yaml', 'hub/a']) write(name, 'a');
  await git('init', '--quiet');
});

const outside = (commit: string, settings: object = SETTINGS) => {
  const { platform } = load(settings, undefined, { secrets: 'mask' });
  return secretsOutsideGit(commit, { platform, directory, run });
};

test('of an earlier commit, git explains all but the secrets that it does not have', async () => {
  const before = await commit('.');
  await commit();
  expect(await outside(before)).toEqual(OUTSIDE);
  expect(await outside(before, {})).toEqual([]);
});

test('of the same commit it explains nothing, unless files were edited since', async () => {
  const same = await commit('.');
  expect(await outside(same)).toBeUndefined();
  write('users.yaml', 'b');
  expect(await outside(same)).toEqual(OUTSIDE);
});

test.each(['platform.yaml', 'users.yaml'])('it explains nothing if it does not have %s', async (name) => {
  write('.gitignore', name);
  const before = await commit('.');
  await commit();
  expect(await outside(before)).toBeUndefined();
});

test('files are found by other paths too', async () => {
  const before = await commit('.');
  await commit();
  const settings = (file: string) => ({
    registry: { credentials: [{ host: 'a.example', username: 'a', password: { file } }] },
  });
  const names = ['secrets.sops.yaml', './hub/../secrets.sops.yaml', join(directory, 'secrets.sops.yaml')];
  for (const name of names) expect(await outside(before, settings(name))).toEqual([]);
  expect(await outside(before, settings('hub'))).toEqual(['file hub']);
});

test('it explains nothing of a commit that is not part of the branch, or without a repository', async () => {
  await commit('.');
  expect(await outside('a'.repeat(40))).toBeUndefined();
  directory = mkdtempSync(join(tmpdir(), 'hubwright-git-'));
  expect(await outside('a'.repeat(40))).toBeUndefined();
});
