import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { folderWith, load } from '../settings/testing.ts';
import { chartValues } from './chart-values.ts';

const environment = (values: object = {}) => chartValues(load({ hub: { values } }).platform).singleuser?.extraEnv;

test('git works in the home itself, wherever that is, and beside an environment of the company', () => {
  expect(environment()).toMatchObject({ GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '/home/jovyan' });
  const singleuser = { storage: { homeMountPath: '/home/{username}' }, extraEnv: { EDITOR: 'nano' } };
  expect(environment({ singleuser })).toMatchObject({ GIT_CONFIG_VALUE_0: '/home/{username}', EDITOR: 'nano' });
});

test('a limit does not keep Jupyter from starting, or from deleting', () => {
  const servers = (limit: string) => chartValues(load({ storage: { home: { limit } } }).platform).singleuser;
  expect(servers('hard')).toMatchObject({
    extraEnv: { GIT_CONFIG_COUNT: '1', JUPYTER_RUNTIME_DIR: '/tmp/jupyter-runtime' },
    extraFiles: { 'hubwright-jupyter': { data: { FileContentsManager: { delete_to_trash: false } } } },
  });
  expect(servers('enforce')?.extraFiles).toHaveProperty('hubwright-jupyter');
  expect(servers('enforce')?.extraEnv).not.toHaveProperty('JUPYTER_RUNTIME_DIR');
  expect(servers('warn')?.extraFiles).not.toHaveProperty('hubwright-jupyter');
});

test('real git takes it: the home, and no other folder of somebody else', () => {
  const home = folderWith({ 'README.md': '' });
  const other = join(home, 'shared');
  mkdirSync(other);
  const env = {
    ...environment({ singleuser: { storage: { homeMountPath: home } } }),
    PATH: process.env.PATH,
    HOME: home,
    // Git's own way to be tested: every folder counts as somebody else's.
    GIT_TEST_ASSUME_DIFFERENT_OWNER: '1',
  } as NodeJS.ProcessEnv;
  const status = (cwd: string, given: NodeJS.ProcessEnv) => {
    execFileSync('git', ['init', '--quiet'], { cwd, env: given });
    return execFileSync('git', ['status', '--short'], { cwd, env: given, encoding: 'utf8', stdio: 'pipe' });
  };
  expect(status(home, env)).toContain('README.md');
  expect(() => status(home, { ...env, GIT_CONFIG_COUNT: '0' })).toThrow('dubious ownership');
  expect(() => status(other, env)).toThrow('dubious ownership');
  rmSync(home, { recursive: true });
});
