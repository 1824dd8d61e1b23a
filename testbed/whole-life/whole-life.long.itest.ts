import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { versions } from '../../platform/versions.ts';
import { TestBed, whyNoTestBed } from '../test-bed.ts';
import type { TestHost } from '../test-host.ts';

const MAIN = resolve(import.meta.dirname, 'main.ts');

/** Stands in for docker: builds nothing, and saves an image of that name. */
const DOCKER = `#!/bin/sh
set -eu
case "$1 $2" in
  'version --format') echo 28.0.0 ;;
  'buildx version' | 'buildx build') ;;
  'save --output')
    echo '{"architecture":"${process.arch === 'arm64' ? 'arm64' : 'amd64'}"}' >config.json
    printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":[]}]' "$4" >manifest.json
    tar --format=ustar -cf "$3" manifest.json config.json
    ;;
  *) exit 64 ;;
esac
`;

(whyNoTestBed() === undefined ? describe : describe.skip)('the whole life of a platform on one machine', () => {
  let bed: TestBed;
  let machine: TestHost;
  beforeAll(async () => {
    bed = await TestBed.create();
    [machine] = (await bed.addAll(['laptop'])) as [TestHost];
    await machine.write('/usr/local/bin/docker', DOCKER, 0o755);
  });
  afterAll(async () => bed?.destroy());

  /** Runs the script on the machine. */
  const life = (...words: string[]) => {
    const node = [process.execPath, '--import', import.meta.resolve('tsx'), MAIN, ...words];
    // The tests' own options are not for it.
    return machine.exec(['env', '-u', 'NODE_OPTIONS', ...node], { allow: [1, 2], timeout: 1_700_000 });
  };

  test('it runs only where it is told to, and not where k3s is installed', async () => {
    expect(await life()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Usage: ') });
    await machine.write('/etc/rancher/k3s/config.yaml', '');
    const { exitCode, stderr } = await life('--on-this-machine', '/root/life');
    expect(stderr).toContain('this machine has k3s already (/etc/rancher/k3s)');
    expect(exitCode).toBe(2);
    await machine.exec(['rm', '-r', '/etc/rancher']);
  });

  test('from init to down', async () => {
    const { exitCode, stdout, stderr } = await life('--on-this-machine', '/root/life', '--without-browser');
    expect(stderr + stdout).toContain('All of it went as it should.');
    expect(exitCode).toBe(0);
    const commands = (await machine.commands()).map((words) => words.join(' '));
    // Once for each release, and never for nothing.
    expect(commands.filter((it) => it.startsWith('systemctl restart'))).toHaveLength(2);
    expect(commands.filter((it) => it.startsWith('install.sh'))[1]).toContain(versions.k3s);
    const kept = await machine.exec(['ls', '/root/life/report']);
    expect(kept.stdout.split('\n')).toEqual(
      ['doctor', 'status'].flatMap((it) => [`${it}-installed.json`, `${it}-upgraded.json`]),
    );
    for (const name of ['grace', 'mary']) {
      const password = await machine.read(join('/root/life/project', `${name}-password`));
      expect(password?.trim()).not.toBe('');
      expect(stderr + stdout).not.toContain(password?.trim());
    }
  });
});
