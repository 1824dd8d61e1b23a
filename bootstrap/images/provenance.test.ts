import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { run } from '../../system/exec.ts';
import { provenanceLabels } from './provenance.ts';

let repository: string;
let folder: string;

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
    cwd: repository,
    encoding: 'utf8',
  }).trim();

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'provenance-'));
  folder = join(repository, 'image/data-science');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  git('init', '--quiet');
  git('add', '-A');
  git('commit', '--quiet', '-m', 'Add an image');
});

afterEach(() => rmSync(repository, { recursive: true, force: true }));

it('names the commit that last changed the folder, whatever came after it', async () => {
  const revision = git('rev-parse', 'HEAD');
  git('commit', '--quiet', '--allow-empty', '-m', 'Change something else');
  expect(await provenanceLabels(folder, run)).toEqual({ 'org.opencontainers.image.revision': revision });
});

it('names no commit for a folder that was changed since', async () => {
  appendFileSync(join(folder, 'Dockerfile'), 'USER 1000\n');
  expect(await provenanceLabels(folder, run)).toEqual({});
});

it.each([
  ['https://user:token@git.example.com/a/b.git?x=token', 'https://git.example.com/a/b.git'],
  ['git@git.example.com:a/b.git', 'ssh://git.example.com/a/b.git'],
  ['ssh://git@git.example.com/a/b.git', 'ssh://git.example.com/a/b.git'],
  ['/srv/git/b.git', undefined],
])('names the remote %s without what it keeps secret', async (remote, source) => {
  git('remote', 'add', 'origin', remote);
  expect((await provenanceLabels(folder, run))['org.opencontainers.image.source']).toBe(source);
});

it('knows nothing of a folder outside any repository', async () => {
  rmSync(join(repository, '.git'), { recursive: true });
  expect(await provenanceLabels(folder, run)).toEqual({});
});
