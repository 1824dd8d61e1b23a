import { expect, test } from '@jest/globals';
import { CommandError, type Run } from '../system/exec.ts';
import { findInstaller } from './python.ts';

/** A machine with these programs, by what they print. */
const machine =
  (programs: Readonly<Record<string, string>>): Run =>
  async (command) => {
    const stdout = programs[command];
    if (stdout === undefined) throw new CommandError(command, 'missing', undefined, '', '');
    return { exitCode: 0, stdout, stderr: '' };
  };

test('uv is preferred, with the Python that is there', async () => {
  const installer = await findInstaller(machine({ uv: 'uv 0.9', python3: '/usr/bin/python3\t3.12.4' }));
  expect(installer.create('/e')).toEqual([
    'uv',
    'venv',
    '--no-project',
    '--no-config',
    '--python',
    '/usr/bin/python3',
    '/e',
  ]);
  expect(installer.install('/e', 'r.txt', true)).toContain('--require-hashes');
  expect(installer.install('/e', 'r.txt', false)).not.toContain('--require-hashes');
});

test('without uv, the first Python that is new enough makes the environment itself', async () => {
  const installer = await findInstaller(machine({ python3: '\t3.9.2', 'python3.12': '/opt/python3.12\t3.12.4' }));
  expect(installer.create('/e')).toEqual(['/opt/python3.12', '-m', 'venv', '/e']);
  expect(installer.install('/e', 'r.txt', true)[0]).toBe('/e/bin/python');
  expect(installer.install('/e', 'r.txt', true)).toContain('--no-deps');
});

test('uv alone is asked for a Python', async () => {
  expect((await findInstaller(machine({ uv: 'uv 0.9' }))).create('/e')).toContain('>=3.11');
});

test('no Python at all is explained', async () => {
  await expect(findInstaller(machine({ python3: '\t3.9.2' }))).rejects.toMatchObject({
    message: expect.stringContaining('the preview needs Python 3.11 or newer'),
    fix: expect.stringContaining('apt install python3 python3-venv'),
  });
});
