import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { folderWith, load } from '../../settings/testing.ts';
import { run } from '../../system/exec.ts';
import { checkGitAnswer, gitCheck, type PrivateFile, permissionCheck, privateFiles } from './private-files.ts';
import { reportOf } from './testing.ts';

const FILES = {
  'users.yaml': 'users: {}\n',
  'registry-password': 'x',
  'dist/hub.k8s.yaml': 'x',
  '.hubwright/test/token': 'x',
  '.hubwright/test/known_hosts': 'x',
  '.hubwright/images/tiny.tar': 'x',
  '.hubwright/kept/homes/ada.tar': 'x',
};
const login = { host: 'registry.example.com', username: 'robot', password: { file: 'registry-password' } };
const { platform } = load(
  { cluster: { provider: 'local', name: 'test' }, registry: { credentials: [login] } },
  undefined,
  { secrets: 'mask' },
);

function folder(): string {
  const made = folderWith(FILES);
  for (const name of Object.keys(FILES)) chmodSync(join(made, name), 0o600);
  return made;
}

test('the files that hold secrets', () => {
  expect(privateFiles(platform, folder())).toEqual([
    { path: 'dist/hub.k8s.yaml', mode: 0o600, holds: 'secrets' },
    { path: '.hubwright/test/token', mode: 0o600, holds: 'secrets' },
    { path: 'registry-password', mode: 0o600, holds: 'secrets' },
    { path: 'users.yaml', mode: 0o600, holds: 'hashes' },
  ]);
});

test('files that others may read or change', () => {
  const file = (path: string, mode: number, holds: PrivateFile['holds'] = 'secrets') => ({ path, mode, holds });
  expect(reportOf(permissionCheck([file('token', 0o600)]))).toEqual(['ok: 1 file']);
  expect(
    reportOf(permissionCheck([file('token', 0o644), file('key', 0o660), file('users.yaml', 0o640, 'hashes')])),
  ).toEqual([
    'problems: 3 files',
    'error: token: others on this machine can read it (mode 644) | anyone who can read it has the secrets in it | `chmod 600 token`',
    'error: key: others on this machine can read and change it (mode 660) | anyone who can read it has the secrets in it | `chmod 600 key`',
    'warning: users.yaml: others on this machine can read it (mode 640) | weak passwords can be guessed from its hashes | `chmod 600 users.yaml`',
  ]);
});

test('what git says', () => {
  expect(reportOf(checkGitAnswer(undefined))).toEqual(['ok: this folder is not in a git repository']);
  expect(
    reportOf(checkGitAnswer({ tracked: ['dist/hub.yaml'], unignored: ['.hubwright/test/token', 'password'] })),
  ).toEqual([
    'problems: ',
    'error: dist/hub.yaml: it is in git | everyone who has the repository has the secrets in it, also after it is deleted | ' +
      '`git rm --cached dist/hub.yaml`, add it to .gitignore, and replace the secrets that it holds.',
    'warning: .hubwright/test/token: git does not ignore it | the next `git add` puts the secrets in it into the repository | ' +
      'Add it to .gitignore: `echo /.hubwright/ >> .gitignore`.',
    'warning: password: git does not ignore it | the next `git add` puts the secrets in it into the repository | ' +
      'Add it to .gitignore: `echo /password >> .gitignore`.',
  ]);
});

test('git itself is asked', async () => {
  const here = folder();
  const check = async () =>
    reportOf(await gitCheck(privateFiles(platform, here), here, run)).map((it) => it.split(' | ')[0]);
  expect(await check()).toEqual(['ok: this folder is not in a git repository']);
  const git = (...args: string[]) => run('git', args, { cwd: here, timeout: 600_000 });
  await git('init', '--quiet');
  writeFileSync(join(here, '.gitignore'), '.hubwright/\n');
  await git('add', 'dist');
  expect(await check()).toEqual([
    'problems: ',
    'error: dist/hub.k8s.yaml: it is in git',
    'warning: registry-password: git does not ignore it',
  ]);
  const missing = await gitCheck(privateFiles(platform, here), here, (_, args, options) =>
    run('no-such-git', args, options),
  );
  expect(reportOf(missing)).toEqual(['skipped: git is not installed']);
});
