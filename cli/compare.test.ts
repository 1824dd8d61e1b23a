import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { App } from 'cdk8s';
import { HubwrightCharts } from '../lib/hubwright-charts.ts';
import type { Platform } from '../platform/platform.ts';
import { run } from '../system/exec.ts';
import type { UserError } from '../system/user-error.ts';
import { compare } from './compare.ts';

const PLATFORM = `cluster: { provider: local }
images: [{ name: own, build: image/own }]
sizes: [{ name: small, cpu: { guarantee: 0.1 }, memory: { guarantee: 512Mi } }]
`;
const USERS = 'users:\n  ada: { password: "$scrypt$ln=10,r=1,p=1$c2FsdHNhbHQ$MDEyMzQ1Njc4OWFiY2RlZg", admin: true }\n';

/** In place of a main.ts: the charts of Hubwright alone. */
const load = async () => async (platform: Platform, outdir: string) => {
  const app = new App({ outdir });
  new HubwrightCharts(app, platform);
  app.synth();
};

let folder: string;
let lab: string;
const git = (...args: string[]) =>
  run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd: folder,
    timeout: 600_000,
  });
const put = (path: string, text: string) => writeFileSync(join(lab, path), text);
const compared = (revision = 'HEAD') => compare(revision, lab, run, load);
const failure = async (revision?: string) =>
  compared(revision).then(
    () => 'no failure',
    (error: Error) => error.message,
  );

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'compare-'));
  lab = join(folder, 'lab');
  mkdirSync(join(lab, 'image', 'own'), { recursive: true });
  put('platform.yaml', PLATFORM);
  put('users.yaml', USERS);
  put('main.ts', '// In its place: load');
  put('image/own/Dockerfile', 'ARG BASE=a:1\nFROM $BASE\n');
  await git('init', '-q');
  await git('add', '-A');
  await git('commit', '-qm', 'first');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the last commit against the working tree, in a folder of the repository', async () => {
  expect(await compared()).toMatchObject({ patch: '', notes: [] });
  put('image/own/Dockerfile', 'ARG BASE=a:2\nFROM $BASE\n');
  put('users.yaml', USERS.replace('ada', 'bob'));
  const { changes, title } = await compared();
  expect(title).toMatch(/^HEAD \([0-9a-f]{7}\) → working tree$/);
  expect(changes.map(({ text }) => text).join('\n')).toMatch(
    /own: registry\S+ → registry\S+, to be built and copied to 1 node/,
  );
  expect(changes.map(({ text }) => text).join('\n')).toMatch(/empty home: ada → bob/);
});

test('neither the index nor the working tree nor /tmp is touched', async () => {
  put('users.yaml', USERS.replace('ada', 'bob'));
  await git('add', 'lab/users.yaml');
  const before = (await git('status', '--porcelain')).stdout;
  const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith('hubwright-diff-'));
  const there = temporary();
  await compared();
  await failure('nope');
  expect((await git('status', '--porcelain')).stdout).toBe(before);
  expect(temporary().filter((name) => !there.includes(name))).toEqual([]);
  expect(existsSync(join(lab, 'dist'))).toBe(false);
});

test('a file that is not in git is used for both sides, and a note says so', async () => {
  await git('rm', '-q', '--cached', 'lab/users.yaml');
  await git('commit', '-qm', 'ignore users');
  const { notes, patch } = await compared();
  expect(notes).toEqual(['lab/users.yaml is not in HEAD: the one in the working tree is used for both sides']);
  expect(patch).toBe('');
});

test('a revision that the repository does not have: says why', async () => {
  const fix = (revision: string, directory = lab) =>
    compare(revision, directory, run, load).then(
      () => 'no failure',
      (error: UserError) => error.fix,
    );
  expect(await fix('nope')).toBe('name a branch, a tag or a commit, such as main or HEAD~1');
  // As CI has it: one commit, no branch but that of the remote.
  await git('commit', '-q', '--allow-empty', '-m', 'second');
  await git('branch', '-M', 'main');
  const clone = join(folder, 'clone');
  await git('clone', '-q', '--depth=1', `file://${folder}`, clone);
  await git('-C', clone, 'checkout', '-q', '--detach');
  await git('-C', clone, 'branch', '-q', '-D', 'main');
  const settings = join(clone, 'lab');
  expect(await fix('main', settings)).toBe('name the branch of the remote: origin/main');
  expect(await fix('HEAD~1', settings)).toBe(
    'this clone has only the last commits: run `git fetch --unshallow`, or let CI check out all of them (`fetch-depth: 0`)',
  );
  rmSync(join(folder, '.git'), { recursive: true });
  await git('init', '-q');
  expect(await fix('HEAD')).toBe('nothing is committed yet: commit the settings first');
});

test('says what is wrong with the revision', async () => {
  expect(await failure('nope')).toBe('there is no revision "nope"');
  expect(await failure('--help')).toBe('there is no revision "--help"');
  put('platform.yaml', `${PLATFORM}colour: red\n`);
  await git('commit', '-qam', 'broken');
  put('platform.yaml', PLATFORM);
  expect(await failure()).toMatch(
    /^the settings of HEAD \(\w+\) are not valid for this version:\nlab\/platform\.yaml:4:1: colour: unknown key/,
  );
  await git('rm', '-q', '--cached', 'lab/platform.yaml');
  await git('commit', '-qm', 'none');
  expect(await failure()).toBe('HEAD: there is no lab/platform.yaml in it');
  rmSync(join(folder, '.git'), { recursive: true });
  expect(await failure()).toBe('this folder is not in a git repository');
});

test('wrong settings of today are reported as those', async () => {
  put('platform.yaml', `${PLATFORM}colour: red\n`);
  expect(await failure()).not.toMatch(/the settings of HEAD/);
  expect(await failure()).toMatch(/platform\.yaml:4:1: colour: unknown key/);
});
