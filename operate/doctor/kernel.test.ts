import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { checkKernels, type FoundKernel, kernelCheck } from './kernel.ts';
import { reportOf } from './testing.ts';

const { signal } = new AbortController();
const OLD = '6.8.0-110-generic';
const kernel = (node: string, changes: Partial<FoundKernel> = {}): FoundKernel => ({
  ...{ node, release: OLD, fixes: new Set() },
  modules: new Map(['algif_aead', 'esp4', 'esp6', 'rxrpc'].map((it) => [it, 'loadable'])),
  ...changes,
});
const words = (...kernels: readonly FoundKernel[]) =>
  checkKernels(kernels).problems.map((it) => `${it.where}: ${it.message}`);

test('what is open, on which nodes, and what to do about it', () => {
  const FIXED = { release: '7.1.0' };
  const report = reportOf(checkKernels([kernel('s1'), kernel('a1', FIXED), kernel('a2', { release: '6.12.86' })]));
  expect(report).toEqual([
    'problems: 3 hosts',
    'warning: s1: CVE-2026-31431 (Copy Fail): nothing shows that the kernel has the fix (6.8.0-110-generic) | a user may become root of the node from a notebook, and read all that is on it | ' +
      "Update the kernel, then `npx hubwright node reboot`. Until then, `printf 'install algif_aead /bin/false\\n' | sudo tee /etc/modprobe.d/CVE-2026-31431.conf; sudo modprobe -r algif_aead` blocks what it needs; hardly any program uses it.",
    expect.stringMatching(
      /^warning: s1, a2: CVE-2026-43284 \(Dirty Frag\): .* \(6\.12\.86, 6\.8\.0-110-generic\) \| .*'install esp4 \/bin\/false\\ninstall esp6 \/bin\/false\\n'.*; IPsec needs them\.$/,
    ),
    expect.stringMatching(/^warning: s1, a2: CVE-2026-43500 \(Dirty Frag\): /),
  ]);
});

const modules = (...states: readonly string[]) =>
  new Map(['algif_aead', 'esp4', 'esp6', 'rxrpc'].map((it, i) => [it, states[i] ?? 'absent']));
test.each([
  ['all are blocked or absent', { modules: modules('blocked', 'absent', 'blocked', 'absent') }, []],
  ['one of two is not', { modules: modules('blocked', 'blocked', 'loaded') }, ['CVE-2026-43284']],
  ['nobody knows', { modules: new Map() }, ['CVE-2026-31431', 'CVE-2026-43284', 'CVE-2026-43500']],
  ['the package names fixes', { fixes: new Set(['CVE-2026-31431', 'CVE-2026-43500']) }, ['CVE-2026-43284']],
])('the modules that a hole needs: %s', (_, changes, open) => {
  expect(words(kernel('s1', changes)).map((it) => it.split(' ')[1])).toEqual(open);
});

/** A system of this kernel whose `modprobe` says this of modules, and fails for others. */
function systemOf(does: Readonly<Record<string, string>>, files: Readonly<Record<string, string | Buffer>>) {
  const root = mkdtempSync(join(tmpdir(), 'hubwright-kernel-'));
  const write = (path: string, content: string | Buffer, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode });
  };
  const cases = Object.entries(does).map(([name, line]) => `*' ${name}') echo '${line}' ;;`);
  write('bin/uname', `#!/bin/sh\necho ${OLD}\n`, 0o755);
  write('bin/modprobe', `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\n*) exit 1 ;;\nesac\n`, 0o755);
  for (const [path, content] of Object.entries({ 'proc/cmdline': 'quiet splash\n', ...files })) write(path, content);
  const host = fakeHost('s1', {
    run: async ([command = '', ...args], { input } = {}) => {
      const given = args.map((it) => (it === '' ? root : it));
      const env = { PATH: `${join(root, 'bin')}:${process.env.PATH}` };
      const { status, stdout, stderr } = spawnSync(command, given, { input: `${input}`, env, encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
      return { exitCode: 0, stdout, stderr };
    },
  });
  return kernelCheck(new Map([['s1', host]]), new Map([['s1', { kernel: OLD }]]), signal);
}
const INSTALLED = { [`lib/modules/${OLD}/modules.dep`]: '' };
const CHANGES = `usr/share/doc/linux-modules-${OLD}/changelog.Debian.gz`;
const BLOCKED = 'install /bin/false ';
const open = (check: Awaited<ReturnType<typeof systemOf>>) => check.problems.map((it) => it.message.split(' ')[0]);

test.each<[string, Record<string, string>, Record<string, string | Buffer>, string[]]>([
  ['can be loaded', { algif_aead: 'insmod /lib/algif_aead.ko ', rxrpc: 'insmod x' }, INSTALLED, ['31431', '43500']],
  ['are not installed', {}, INSTALLED, []],
  ['are blocked', { algif_aead: BLOCKED, esp4: BLOCKED, esp6: 'install /usr/bin/true' }, INSTALLED, []],
  ['are loaded though they are blocked', { esp4: BLOCKED }, { ...INSTALLED, 'sys/module/esp4/x': '' }, ['43284']],
  [
    'are kept from starting',
    { algif_aead: '', rxrpc: '' },
    { ...INSTALLED, 'proc/cmdline': 'quiet initcall_blacklist=a_init,algif_aead_init,b_init\n' },
    ['43500'],
  ],
  ['cannot be asked for', {}, {}, ['31431', '43284', '43500']],
  [
    'are of a package that names fixes',
    { algif_aead: '', rxrpc: '' },
    { ...INSTALLED, [CHANGES]: gzipSync('linux (6.8.0-110.110)\n  * CVE-2026-31431\n    - crypto\n') },
    ['43500'],
  ],
])('modules of a system that %s', async (_, does, files, ids) => {
  expect(open(await systemOf(does, files))).toEqual(ids.map((it) => `CVE-2026-${it}`));
});

test('hosts that do not answer', async () => {
  const host = fakeHost('s1');
  host.run = async (argv) => {
    throw new HostError(host, { reason: 'unreachable', argv });
  };
  const check = await kernelCheck(new Map([['s1', host]]), new Map([['s1', { kernel: OLD }]]), signal);
  expect(reportOf(check)).toEqual(['skipped: no host can be asked']);
});
