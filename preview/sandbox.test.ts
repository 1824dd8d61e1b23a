import { expect, test } from '@jest/globals';
import { CommandError, type Run } from '../system/exec.ts';
import { findSandbox, sandboxWords } from './sandbox.ts';

/** A machine whose Python is installed in a folder, and whose bubblewrap does this. */
const machine =
  (prefix: string, bubblewrap: () => void): Run =>
  async (command) => {
    if (command === 'bwrap') bubblewrap();
    return { exitCode: 0, stdout: command === 'bwrap' ? '' : prefix, stderr: '' };
  };

const fails = (reason: 'missing' | 'exit', stderr: string) => () => {
  throw new CommandError('bwrap', reason, reason === 'exit' ? 1 : undefined, '', stderr);
};

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('no bubblewrap, or one that may not: it is said why, and what to do', async () => {
  expect(await findSandbox(machine('/usr', fails('missing', '')), '/e')).toEqual({
    missing: 'install bubblewrap to prevent that: apt install bubblewrap, or dnf install bubblewrap',
  });
  const stderr = 'bwrap: setting up uid map: Permission denied\n';
  expect(await findSandbox(machine('/usr', fails('exit', stderr)), '/e')).toEqual({
    missing: 'bubblewrap cannot make a sandbox here: bwrap: setting up uid map: Permission denied',
  });
  expect(
    await findSandbox(
      machine('/home/me/python', () => undefined),
      '/e',
    ),
  ).toHaveProperty('words');
});

test.each([
  ['/usr', undefined],
  ['/opt/python', undefined],
  ['/', undefined],
  ['/usrlocal', '/usrlocal'],
  ['/home/me/.pyenv/versions/3.12.4', '/home/me/.pyenv/versions/3.12.4'],
])('a Python in %s is shown as %s; homes, projects and the root never', (python, shown) => {
  const words = sandboxWords(python, '/run/resolv.conf');
  const seen = words.flatMap((word, i) => (word === '--ro-bind-try' ? [words[i + 1]] : []));
  expect(seen.filter((path) => !path?.startsWith('/etc/'))).toEqual([
    ...['/usr', '/bin', '/sbin', '/lib', '/lib64', '/opt', '/nix', '/run/resolv.conf'],
    ...(shown === undefined ? [] : [shown]),
  ]);
  expect(words).not.toContain('--bind');
});
