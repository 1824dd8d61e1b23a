import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { folderWith } from '../settings/testing.ts';
import { run } from '../system/exec.ts';
import { HUBWRIGHT } from '../testbed/program.ts';

const VALUES = {
  hub: {
    config: { JupyterHub: { authenticator_class: 'dummy' }, DummyAuthenticator: { password: "it's only a test" } },
  },
  singleuser: { image: { name: 'quay.io/jupyter/scipy-notebook', tag: '2026-08-10' } },
};
let folder = '';
beforeEach(() => {
  folder = folderWith({ 'values.yaml': VALUES });
});
afterEach(() => rmSync(folder, { recursive: true }));

const hubwright = async (...args: string[]) => {
  const options = { cwd: folder, timeout: 600_000 };
  return run(process.execPath, [HUBWRIGHT, 'import', 'values.yaml', '--to', 'lab', ...args], options);
};

test('the report is printed and written, and secrets only where they were asked for', async () => {
  const { stdout } = await hubwright('--report', 'import.md', '--secrets', 'lab.env');
  expect(stdout).toContain('# Import of values.yaml');
  expect(stdout).toContain('SHARED_PASSWORD: was hub.config.DummyAuthenticator.password');
  expect(stdout).not.toContain('only a test');
  expect(readFileSync(join(folder, 'import.md'), 'utf8').trimEnd()).toBe(stdout.trimEnd());
  expect(readFileSync(join(folder, 'lab.env'), 'utf8')).toBe(`SHARED_PASSWORD='it'\\''s only a test'\n`);
  expect(statSync(join(folder, 'lab.env')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'lab/platform.yaml'), 'utf8')).toContain('password: { env: SHARED_PASSWORD }');
});

test('paths are said as they were typed, wherever the command runs', async () => {
  mkdirSync(join(folder, 'below'));
  const to = join(folder, 'lab');
  const args = ['import', '../values.yaml', '--to', to, '--report', '../import.md'];
  await run(process.execPath, [HUBWRIGHT, ...args], { cwd: join(folder, 'below'), timeout: 600_000 });
  expect(readFileSync(join(folder, 'import.md'), 'utf8')).toContain('singleuser (../values.yaml:');
  const elsewhere = ['import', join(folder, 'values.yaml'), '--to', `${to}-2`];
  const { stdout } = await run(process.execPath, [HUBWRIGHT, ...elsewhere], { cwd: '/', timeout: 600_000 });
  expect(stdout).toContain(`singleuser (${join(folder, 'values.yaml')}:`);
});

test.each([
  `COMMAND import values.yaml <(echo 'hub: {baseUrl: /x}') --to lab`,
  `echo 'hub: {baseUrl: /x}' | COMMAND import values.yaml - --to lab`,
])('what a program prints is read, as a shell hands it over: %s', async (line) => {
  const words = line.replace('COMMAND', `'${process.execPath}' '${HUBWRIGHT}'`);
  await run('bash', ['-c', words], { cwd: folder, timeout: 600_000 });
  expect(readFileSync(join(folder, 'lab/platform.yaml'), 'utf8')).toMatch(/^ +baseUrl: \/x\b/m);
});

/** Kills the process where it would move what is finished into the folder. */
const KILL = `const fs = require('node:fs');
const rename = fs.renameSync;
fs.renameSync = (from, to) => (require('node:path').dirname(to).endsWith('/lab') ? process.kill(process.pid, 'SIGKILL') : rename(from, to));
require('node:module').syncBuiltinESMExports();
`;

test('a kill before anything is in its place loses neither report nor secrets, and import runs again', async () => {
  writeFileSync(join(folder, 'kill.cjs'), KILL);
  const args = ['import', 'values.yaml', '--to', 'lab', '--report', 'import.md', '--secrets', 'lab.env'];
  const killed = run(process.execPath, ['--require', './kill.cjs', HUBWRIGHT, ...args], {
    cwd: folder,
    timeout: 600_000,
  });
  await expect(killed).rejects.toThrow('was ended by a signal');
  expect(existsSync(join(folder, 'lab/platform.yaml'))).toBe(false);
  const [report, secrets] = ['import.md', 'lab.env'].map((it) => readFileSync(join(folder, it), 'utf8'));
  expect(secrets).toContain("only a test'");
  const { stdout } = await hubwright('--report', 'import.md', '--secrets', 'lab.env');
  expect(stdout.trimEnd()).toBe(report?.trimEnd());
  expect(statSync(join(folder, 'lab.env')).mode & 0o777).toBe(0o600);
  expect(existsSync(join(folder, 'lab/platform.yaml'))).toBe(true);
});

test.each(['--report', '--secrets'])('a file that exists is not overwritten: %s', async (option) => {
  writeFileSync(join(folder, 'kept'), 'mine');
  await expect(hubwright(option, 'kept')).rejects.toThrow(/kept exists already; nothing was written/);
  await expect(hubwright(option, 'lab/kept')).rejects.toThrow(/is in the new folder, which has to be empty/);
  expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('mine');
  expect(existsSync(join(folder, 'lab'))).toBe(false);
});

test.each([
  [[], /nothing to import: no file of values is named\n.*--from-cluster/],
  [['values.yaml', '--context', 'old'], /--context is for --from-cluster\n.*Add --from-cluster/],
  [['values.yaml', '--release', 'lab'], /--release is for --from-cluster/],
])('what is imported is clear, or nothing is done: %j', async (args, message) => {
  const options = { cwd: folder, timeout: 600_000 };
  const failed = run(process.execPath, [HUBWRIGHT, 'import', '--to', 'lab', ...args], options);
  await expect(failed).rejects.toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
  expect(existsSync(join(folder, 'lab'))).toBe(false);
});
