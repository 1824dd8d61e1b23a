import { execFile } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeImageTar } from '../bootstrap/images/testing.ts';
import { loadPlatform } from '../settings/load.ts';
import { folderWith, MINIMAL, USERS } from '../settings/testing.ts';
import { HUBWRIGHT } from '../testbed/program.ts';

const REGISTRY = { push: 'registry.example.com/hub' };
const CREDENTIALS = [{ host: 'registry.example.com', username: 'robot', password: { env: 'PUSH_PASSWORD' } }];

let project: string;
let reference: string;

/** A podman that prints what it is asked, and saves a file from beside it. */
const PODMAN = `#!/bin/sh
echo "podman $1"
if [ "$1" = build ] && [ -e "\${0%/*}/broken" ]; then echo 'no space left on device' >&2; exit 1; fi
if [ "$1" = save ]; then cp "\${0%/*}/image.tar" image.tar; fi
`;

function settings(registry: object = {}): void {
  const images = [{ name: 'science', build: 'image/notebook' }, ...MINIMAL.images];
  writeFileSync(join(project, 'platform.yaml'), JSON.stringify({ ...MINIMAL, images, registry }));
  const [image] = loadPlatform({ directory: project, secrets: 'mask' }).platform.images;
  reference = image?.reference ?? '';
  writeImageTar(join(project, 'bin/image.tar'), { reference, architecture: 'arm64' });
}

async function hubwright(...words: string[]) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  env.PATH = `${project}/bin:${env.PATH}`;
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [HUBWRIGHT, 'image', ...words], {
      cwd: project,
      env,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

beforeAll(() => {
  project = folderWith({
    'users.yaml': USERS,
    'image/notebook/Dockerfile': 'ARG BASE=debian:13\nFROM $BASE\n',
    'bin/podman': PODMAN,
  });
  chmodSync(join(project, 'bin/podman'), 0o755);
  settings();
});
afterAll(() => rmSync(project, { recursive: true }));

describe('image', () => {
  test('lock names every word that is neither an image nor a folder', async () => {
    const { code, stderr } = await hubwright('lock', 'scienc', 'image/notebook', 'minimal');
    expect(code).toBe(2);
    expect(stderr).toContain('platform.yaml has no image scienc; did you mean science?\n');
    expect(stderr).toContain('the image minimal is not built here');
  });

  test('tag prints names and references for scripts, and needs no builder', async () => {
    expect(await hubwright('tag')).toEqual({ code: 0, stdout: `science\t${reference}\n`, stderr: '' });
    expect(await hubwright('tag', 'minimal')).toMatchObject({ code: 2, stdout: '' });
  });

  test('build --dry-run prints the commands and runs none', async () => {
    const { code, stdout } = await hubwright('build', '--dry-run', '--arch', 'arm64', '--builder', 'podman');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^podman build --format docker --no-cache --platform linux\/arm64 .*\npodman save .*\n$/);
    expect(readdirSync(project)).not.toContain('.hubwright');
  });

  test('build makes the tar with progress, says what is next, and skips it the second time', async () => {
    const first = await hubwright('build', '--arch', 'arm64', '--builder', 'podman');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout.split('\n').map((line) => line.replace(/[0-9a-f]{16}|\/\S*images\//g, '…'))).toEqual([
      'science: Build registry.hubwright.internal/notebook:… with podman',
      'science: podman build',
      'science: Save registry.hubwright.internal/notebook:… with podman',
      'science: podman save',
      'science: built, 113 KB in …notebook-…-arm64.tar',
      'next: npx hubwright image ship   (copies them to the nodes)',
      '',
    ]);
    const second = await hubwright('build', '--arch', 'arm64');
    expect(second.stdout).toContain('science: already built, 113 KB in ');
  });

  test('a build that fails tells why, and exits with 1', async () => {
    writeFileSync(join(project, 'bin/broken'), '');
    const { code, stderr } = await hubwright('build', '--arch', 'amd64', '--builder', 'podman');
    rmSync(join(project, 'bin/broken'));
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${reference} was not built: the disk is full\n    no space left on device\n    Make room`,
    );
    expect(stderr).toContain('1 of 1 images failed to build');
  });

  test('ship --push without a registry is wrong usage', async () => {
    expect(await hubwright('ship', '--push')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('registry: { push: registry.example.com/hub }'),
    });
  });

  test('a registry changes the reference; ship asks for a build, for the password, and then pushes', async () => {
    settings({ ...REGISTRY, credentials: CREDENTIALS });
    expect(reference).toMatch(/^registry\.example\.com\/hub\/notebook:[0-9a-f]{16}$/);
    const early = await hubwright('ship');
    expect(early).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('`npx hubwright image build science` first'),
    });
    expect((await hubwright('build', '--arch', 'arm64', '--builder', 'podman')).stdout).toContain('science: built');
    const closed = await hubwright('ship', '--builder', 'podman');
    expect(closed).toMatchObject({ code: 2, stderr: expect.stringContaining('PUSH_PASSWORD is not set') });
    process.env.PUSH_PASSWORD = 'p4ssw0rd';
    const { code, stdout, stderr } = await hubwright('ship', '--builder', 'podman');
    delete process.env.PUSH_PASSWORD;
    expect(code).toBe(0);
    expect(stdout).toContain(`science: podman push\nscience: pushed ${reference}\n`);
    expect(stdout + stderr).not.toContain('p4ssw0rd');
  });
});
