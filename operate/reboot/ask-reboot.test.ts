import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { rebootCheck } from '../doctor/reboot.ts';
import { askReboot } from './ask-reboot.ts';

const { signal } = new AbortController();
const RUNNING = '6.1.0-25-amd64';
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hubwright-reboot-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (path: string, text: string, mode = 0o644) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { mode });
};

/** A system with these files and links, which runs that kernel. */
function systemOf(files: Readonly<Record<string, string>>) {
  put('bin/uname', `#!/bin/sh\necho ${RUNNING}\n`, 0o755);
  for (const [path, text] of Object.entries(files)) {
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), join(root, path));
    else put(path, text, path.startsWith('bin/') ? 0o755 : 0o644);
  }
  return fakeHost('s1', {
    run: async ([command = '', ...args], { input } = {}) => {
      const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin` };
      const said = spawnSync(command, [...args, '--', root], { input: `${input}`, env, encoding: 'utf8' });
      expect([said.status, said.stderr]).toEqual([0, '']);
      return { exitCode: 0, stdout: said.stdout, stderr: '' };
    },
  });
}

const KERNEL = { [`boot/vmlinuz-${RUNNING}`]: '' };
const restarting = (code: number) => ({ 'bin/needs-restarting': `#!/bin/sh\necho Core libraries\nexit ${code}\n` });

test.each<[what: string, files: Readonly<Record<string, string>>, asks: string | undefined]>([
  ['nothing does', KERNEL, undefined],
  [
    'Debian, with packages',
    { 'run/reboot-required': 'x', 'run/reboot-required.pkgs': 'linux-base\nlibc6\nlinux-base\n' },
    'updates of libc6 linux-base',
  ],
  ['Debian, without', { 'run/reboot-required': '' }, 'updates of its system'],
  ['SUSE', { 'run/reboot-needed': 'reboot\n' }, 'updates of its system'],
  ['Red Hat', restarting(1), 'updates of its system'],
  ['Red Hat, which wants none', { ...restarting(0), ...KERNEL, vmlinuz: '-> boot/vmlinuz-6.1.0-28-amd64' }, undefined],
  ['Red Hat, which cannot tell', restarting(2), undefined],
  [
    'a kernel that is installed and does not run',
    { ...KERNEL, vmlinuz: '-> boot/vmlinuz-6.1.0-28-amd64' },
    `kernel 6.1.0-28-amd64, which is installed (${RUNNING} runs)`,
  ],
  [
    'the same, as Ubuntu links it',
    { ...KERNEL, 'boot/vmlinuz': '-> vmlinuz-6.1.0-28-amd64' },
    `kernel 6.1.0-28-amd64, which is installed (${RUNNING} runs)`,
  ],
  ['the kernel that runs', { ...KERNEL, vmlinuz: `-> boot/vmlinuz-${RUNNING}` }, undefined],
  ['a kernel of whoever runs this VM', { vmlinuz: '-> boot/vmlinuz-6.1.0-28-amd64' }, undefined],
])('what asks for a restart: %s', async (_, files, asks) => {
  const found = await askReboot(systemOf(files), signal);
  expect(found).toEqual({
    bootId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    ...(asks && { asks }),
  });
});

test('doctor says so', async () => {
  const host = systemOf({ 'run/reboot-required': '', 'run/reboot-required.pkgs': 'libc6\n' });
  expect(await rebootCheck(new Map([['s1', host]]), ['s1', 'off'], signal)).toMatchObject({
    state: 'problems',
    detail: '1 host',
    problems: [{ severity: 'note', where: 's1', message: 'it asks for a restart: updates of libc6' }],
  });
  expect(await rebootCheck(new Map(), [], signal)).toMatchObject({ state: 'skipped' });
});
