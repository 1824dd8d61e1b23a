import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { checkLock } from '../settings/requirements-lock.ts';
import { run } from '../system/exec.ts';
import { HUBWRIGHT } from '../testbed/program.ts';

/* The lock beside the package index, with its hashes checked; image.long.itest.ts installs it. Needs uv. */

const IMAGES = new URL('.', import.meta.url).pathname;
const KEPT = resolve('.hubwright/image-test');
const LONG = 10 * 60_000;

let scratch: string;

beforeAll(() => {
  mkdirSync(KEPT, { recursive: true });
  scratch = mkdtempSync(join(KEPT, 'lock-'));
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const lock = join(IMAGES, 'data-science', 'requirements.txt');
const uv = (...args: string[]) => run('uv', args, { timeout: LONG, env: { UV_PYTHON_DOWNLOADS: 'never' } });

it.each(['x86_64', 'aarch64'])(
  'is all there for the real base’s Python on %s, with nothing to compile',
  async (cpu) => {
    const target = ['--python-platform', `${cpu}-manylinux_2_28`, '--python-version', '3.13', '--target', scratch];
    // This one is pure Python, and published as source only.
    const wheels = ['--only-binary', ':all:', '--no-binary', 'antlr4-python3-runtime'];
    const { stderr } = await uv('pip', 'install', '--dry-run', '--require-hashes', ...wheels, ...target, '-r', lock);
    expect(stderr).toContain('Would install');
  },
);

it('does not pass with a package changed on its way', async () => {
  const wrong = join(scratch, 'wrong.txt');
  writeFileSync(wrong, `six==1.17.0 --hash=sha256:${'0'.repeat(64)}\n`);
  const failing = uv('pip', 'install', '--require-hashes', '--target', join(scratch, 'wrong'), '-r', wrong);
  await expect(failing).rejects.toThrow('Hash mismatch');
});

it.each(['data-science', 'code-server', 'hub'])('that of %s is what `image lock` makes', async (name) => {
  const project = mkdtempSync(join(scratch, 'project-'));
  cpSync(IMAGES, join(project, 'image'), { recursive: true });
  await run(process.execPath, [HUBWRIGHT, 'image', 'lock', `image/${name}`], { cwd: project, timeout: LONG });
  const locks = [IMAGES, join(project, 'image')].map((it) => join(it, name, 'requirements.txt'));
  await run('diff', locks, { timeout: LONG });
});

it('a package that is added is pinned, and nothing else changes', async () => {
  const project = mkdtempSync(join(scratch, 'project-'));
  cpSync(IMAGES, join(project, 'image'), { recursive: true });
  const hub = join(project, 'image', 'hub');
  appendFileSync(join(hub, 'requirements.in'), 'six\n');
  const { stdout } = await run(process.execPath, [HUBWRIGHT, 'image', 'lock', hub], { timeout: LONG });
  expect(stdout).toMatch(/: 2 packages, six \d[\d.]* added$/m);
  expect(() => checkLock(hub)).not.toThrow();
});
