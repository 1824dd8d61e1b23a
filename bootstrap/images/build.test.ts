import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readImage } from '../../settings/image.ts';
import { CommandError, type Run, run } from '../../system/exec.ts';
import { type BuildOptions, buildImage } from './build.ts';
import { type ImageBuild, tarPath } from './build-plan.ts';
import { writeImageTar } from './testing.ts';

const OURS = new URL('../../image/data-science', import.meta.url).pathname;

let scratch: string;
let build: ImageBuild;
let commands: string[];

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'image-build-'));
  const folder = join(scratch, 'data-science');
  cpSync(OURS, folder, { recursive: true });
  build = { image: readImage({ folder }), architecture: 'amd64', tars: join(scratch, '.hubwright/images') };
  commands = [];
});

afterEach(() => rmSync(scratch, { recursive: true, force: true }));

interface Behaviour {
  /** What the build prints as it fails. */
  readonly failure?: string;
  readonly error?: Error;
  readonly architecture?: string;
  readonly reference?: string;
  /** Called while the builder runs, with its folder. */
  readonly during?: (cwd: string, env: Readonly<Record<string, string>>) => void;
}

/** A stand-in for a builder: writes the tar that a real one would, without anything in it. */
function fakeBuilder(behaviour: Behaviour = {}): Run {
  return async (command, args, options) => {
    if (command === 'tar') return run(command, args, options);
    commands.push([command, args[0]].join(' '));
    const cwd = options.cwd ?? '';
    if (args[0] === 'build') {
      behaviour.during?.(cwd, options.env ?? {});
      options.onLine?.('STEP 1/8: FROM base', 'stdout');
      if (behaviour.error !== undefined) throw behaviour.error;
      if (behaviour.failure !== undefined) throw new CommandError('podman build', 'exit', 1, '', behaviour.failure);
    }
    if (args[0] === 'save') {
      const { reference = build.image.reference, architecture = 'amd64' } = behaviour;
      writeImageTar(join(cwd, 'image.tar'), { reference, architecture });
    }
    return { exitCode: 0, stdout: '', stderr: '' };
  };
}

const start = (behaviour: Behaviour = {}, options: Partial<BuildOptions> = {}) =>
  buildImage(build, { run: fakeBuilder(behaviour), builder: 'podman', ...options });

const left = () => (existsSync(build.tars) ? readdirSync(build.tars) : []);

describe('a build', () => {
  it('leaves the tar and nothing else, and tells its steps and lines', async () => {
    const lines: string[] = [];
    const result = await start({}, { progress: (line) => lines.push(line) });
    const tar = tarPath(build);
    expect(result).toEqual({ reference: build.image.reference, tar, built: true, bytes: statSync(tar).size });
    expect(left()).toEqual([`data-science-${build.image.digest}-amd64.tar`]);
    const { reference } = build.image;
    expect(lines).toEqual([`Build ${reference} with podman`, 'STEP 1/8: FROM base', `Save ${reference} with podman`]);
  });

  it('is not repeated while its tar is there, and then needs no builder', async () => {
    await start();
    commands = [];
    expect(await start()).toMatchObject({ built: false, tar: tarPath(build) });
    expect(commands).toEqual([]);
  });

  it("gets the company's certificates beside the public ones, in its scratch folder alone", async () => {
    build = { ...build, authorities: 'OF THE COMPANY' };
    let given = '';
    await start({
      during: (cwd) => {
        given = readFileSync(join(cwd, 'ca.crt'), 'utf8');
      },
    });
    expect(given).toMatch(/^(-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n+){50,}OF THE COMPANY$/);
    expect(left()).toEqual([`data-science-${build.image.digest}-amd64.tar`]);
  });

  it('trusts the company where it pulls the base', async () => {
    build = { ...build, authorities: 'OF THE COMPANY' };
    let given = '';
    await start({
      during: (_, { SSL_CERT_DIR }) => {
        given = readFileSync(join(SSL_CERT_DIR?.split(':').at(-1) ?? '', 'company.crt'), 'utf8');
      },
    });
    expect(given).toBe('OF THE COMPANY');
  });

  it('is repeated when its tar is not whole', async () => {
    await start();
    truncateSync(tarPath(build), statSync(tarPath(build)).size / 2);
    expect(await start()).toMatchObject({ built: true });
  });

  it('is repeated for another architecture', async () => {
    await start();
    build = { ...build, architecture: 'arm64' };
    expect(await start({ architecture: 'arm64' })).toMatchObject({ built: true });
    expect(left()).toHaveLength(2);
  });

  it('sees the hashed files only, with usual rights and LF, whatever the checkout has', async () => {
    const { folder } = build.image;
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/start'), '#!/bin/sh\r\n', { mode: 0o700 });
    writeFileSync(join(folder, '.dockerignore'), '*.in\n');
    for (const name of ['requirements.txt', 'Dockerfile']) chmodSync(join(folder, name), 0o600);
    build = { ...build, image: readImage({ folder }) };
    const seen: Record<string, string> = {};
    const umask = process.umask(0o077);
    try {
      await start({
        during: (cwd) => {
          for (const path of readdirSync(join(cwd, 'context'), { recursive: true, encoding: 'utf8' })) {
            seen[path] = (statSync(join(cwd, 'context', path)).mode & 0o777).toString(8);
          }
          expect(readFileSync(join(cwd, 'context/bin/start'), 'utf8')).toBe('#!/bin/sh\n');
        },
      });
    } finally {
      process.umask(umask);
    }
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (it) => !/\.(in|dockerignore)$/.test(it),
    );
    const isOpen = (path: string) => path === 'bin/start' || statSync(join(folder, path)).isDirectory();
    expect(files).toEqual(expect.arrayContaining(['Dockerfile', 'requirements.txt']));
    expect(seen).toEqual(Object.fromEntries(files.map((path) => [path, isOpen(path) ? '755' : '644'])));
  });

  it('removes what a killed build left, and not what a running one uses', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(join(build.tars, `building-${dead}-0`), { recursive: true });
    mkdirSync(join(build.tars, `building-${process.ppid}-0`));
    await start();
    expect(left()).toEqual([`building-${process.ppid}-0`, `data-science-${build.image.digest}-amd64.tar`]);
  });
});

it('a successful build removes all but the last of the earlier tars, a failed one none', async () => {
  const earlier = ['1', '2', '3'].map((digit) => `data-science-${digit.repeat(16)}-amd64.tar`);
  mkdirSync(build.tars, { recursive: true });
  earlier.forEach((name, i) => {
    writeFileSync(join(build.tars, name), '');
    utimesSync(join(build.tars, name), i, i);
  });
  await expect(start({ failure: 'no' })).rejects.toThrow('was not built');
  expect(left()).toEqual(earlier);
  await start();
  expect(left().sort()).toEqual([earlier[2], `data-science-${build.image.digest}-amd64.tar`].sort());
});

describe('a failed build leaves nothing and says', () => {
  const failures: Record<string, [output: string, message: string, fix: string]> = {
    'that the disk is full': [
      'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
      'the disk is full',
      'Make room',
    ],
    'that the architecture is wrong': [
      'exec /bin/sh: exec format error',
      'a program for a different architecture from the nodes’ amd64',
      'qemu-user-static',
    ],
    'that the base cannot be pulled': [
      'Error: creating build container: initializing source docker://quay.io/jupyter/minimal-notebook:2026-08-10: pinging container registry quay.io: dial tcp: lookup quay.io: no such host',
      'the base quay.io/jupyter/minimal-notebook:2026-08-10 cannot be pulled',
      'platform.yaml',
    ],
    'that the registry of the base is not trusted': [
      'Error: creating build container: initializing source docker://r.lan/x:1: pinging container registry r.lan: Get "https://r.lan/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'has a certificate that is not trusted',
      'certificateAuthority',
    ],
    'the same of docker’s words': [
      'ERROR: failed to solve: quay.io/x: failed to resolve source metadata for quay.io/x: not found',
      'cannot be pulled',
      'registry',
    ],
    'that the packages are out of reach': [
      'WARNING: Retrying after connection broken by NewConnectionError: connection refused\nERROR: No matching distribution found for pandas==3.1.1',
      'pip could not get the packages',
      '--pip-config',
    ],
    'that a package is not the locked one': [
      'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.',
      'a package does not match the lock',
      'npx hubwright image lock ',
    ],
    'that lock and base do not fit': [
      'jupyter-server 2.30.0 has requirement tornado>=7, but you have tornado 6.5.8.',
      'conflict with those of the base',
      ' --upgrade`',
    ],
    'what is in neither': [
      'hub: jupyterhub 6.1.1 requires aiodns, which is not installed.\njupyterhub 6.1.1 requires aiodns, which is not installed.\nx 2 requires y, which is not installed.',
      'neither the lock nor the base has what its packages need: jupyterhub 6.1.1 needs aiodns, x 2 needs y\n',
      'Add aiodns, y to ',
    ],
    'the last lines of what it does not know': [
      'ok: pandas\nurllib.error.URLError: connection refused\nAssertionError: {"a": 4}',
      'a step of the Dockerfile failed\n  ok: pandas',
      'Fix that step in',
    ],
  };

  it.each(Object.keys(failures))('%s', async (name) => {
    const [failure, message, fix] = failures[name] ?? ['', '', ''];
    const error = await start({ failure }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(`${build.image.reference} was not built: `),
      fix: expect.stringContaining(fix),
    });
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).toContain(failure.split('\n').at(-1));
    expect(left()).toEqual([]);
  });

  it('that it was interrupted', async () => {
    await expect(start({ error: new CommandError('podman build', 'aborted', undefined, '', '') })).rejects.toThrow(
      'was not built: podman build: was interrupted',
    );
    expect(left()).toEqual([]);
  });

  it('that the result is for another architecture', async () => {
    await expect(start({ architecture: 'arm64' })).rejects.toMatchObject({
      message: `${build.image.reference} was built for arm64, but the nodes are amd64`,
      fix: expect.stringContaining('pull it again for linux/amd64'),
    });
    expect(left()).toEqual([]);
  });

  it('that what was saved is another image', async () => {
    await expect(start({ reference: 'data-science:latest' })).rejects.toThrow('is not a complete image of');
    expect(left()).toEqual([]);
  });

  it('that a write found no room, or no right', async () => {
    const write = (code: string) =>
      start({ error: Object.assign(new Error(`${code}: write`), { code, syscall: 'write' }) });
    await expect(write('ENOSPC')).rejects.toMatchObject({ message: expect.stringContaining('the disk is full') });
    await expect(write('EACCES')).rejects.toMatchObject({ fix: expect.stringContaining('sudo') });
    await expect(write('EFOO')).rejects.toThrow('EFOO: write');
  });
});

describe('a build does not even start', () => {
  it('with a lock older than requirements.in', async () => {
    appendFileSync(join(build.image.folder, 'requirements.in'), 'polars\n');
    await expect(start()).rejects.toThrow('older than requirements.in');
    expect(commands).toEqual([]);
  });

  it('with a secret that is not there', async () => {
    build = { ...build, pipConfig: '/no/pip.conf' };
    await expect(start()).rejects.toMatchObject({ message: '/no/pip.conf: no such file', exitCode: 2 });
    expect(commands).toEqual([]);
  });

  it('without a builder', async () => {
    const none: Run = async (command) => {
      throw new CommandError(command, 'missing', undefined, '', '');
    };
    await expect(start({}, { run: none, builder: undefined })).rejects.toThrow('docker: not installed');
  });
});
