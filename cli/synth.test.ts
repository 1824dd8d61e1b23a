import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { HUBWRIGHT } from '../testbed/program.ts';
import { testProject } from '../testbed/test-project.ts';

const SYNTH = {
  'npm run synth': ['npm', 'run', '-s', 'synth'],
  'npx cdk8s synth': ['npx', 'cdk8s', 'synth', '--check-upgrade=false'],
  'hubwright synth': [process.execPath, HUBWRIGHT, 'synth'],
};

async function run(folder: string, [file, ...args]: readonly string[]) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    const { stdout, stderr } = await promisify(execFile)(file ?? '', args, { cwd: folder, env });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

const contents = (folder: string) =>
  Object.fromEntries(
    readdirSync(join(folder, 'dist'))
      .sort()
      .map((name) => [name, readFileSync(join(folder, 'dist', name), 'utf8')]),
  );

describe('the proof of concept', () => {
  let folder: string;
  beforeAll(async () => {
    folder = testProject();
    await run(folder, SYNTH['hubwright synth']);
  });

  test('a reader that has gone is no failure', async () => {
    const list = `"${process.execPath}" "${HUBWRIGHT}" user list`;
    const piped = ['bash', '-c', `set -o pipefail; ${list} | (exec <&-)`];
    expect(await run(folder, piped)).toEqual({ code: 0, output: '' });
  });

  test.each(Object.entries(SYNTH))('%s writes its manifests, the same bytes each time', async (_name, command) => {
    const other = testProject();
    const { code, output } = await run(other, command);
    expect(output).toContain('capacity: ');
    expect(output.match(/^warning: .*/gm)).toEqual([
      expect.stringMatching(/^warning: users\.yaml: admin, .* the public password of the example/),
      expect.stringMatching(/^warning: platform\.yaml: hub\.tls\.type is "none"/),
    ]);
    expect(output).toContain('note: images not built yet: data-science, hub; ');
    expect(code).toBe(0);
    expect(contents(other)).toEqual(contents(folder));
    expect(Object.keys(contents(other))).toEqual([
      'hubwright-base.k8s.yaml',
      'hubwright-credentials.k8s.yaml',
      'hubwright-gpu.k8s.yaml',
      'hubwright-hub.k8s.yaml',
      'hubwright-users.k8s.yaml',
    ]);
    for (const name of readdirSync(join(other, 'dist')))
      expect(statSync(join(other, 'dist', name)).mode & 0o777).toBe(0o600);
  });

  test.each(Object.entries(SYNTH))(
    '%s leaves the manifests of yesterday alone when the settings are wrong',
    async (name, command) => {
      const before = contents(folder);
      const settings = readFileSync(join(folder, 'platform.yaml'), 'utf8');
      writeFileSync(join(folder, 'platform.yaml'), settings.replace('idle: 1h', 'idle: 1 hour'));
      const { code, output } = await run(folder, command);
      writeFileSync(join(folder, 'platform.yaml'), settings);
      expect(output).toContain(
        'platform.yaml:13:20: hub.culling.idle: expected a duration such as 45s, 30m, 1h or 7d, found "1 hour"',
      );
      if (name === 'npx cdk8s synth') expect(code).toBe(1);
      else {
        expect(code).toBe(2);
        expect(output).not.toContain('    at ');
      }
      expect(contents(folder)).toEqual(before);
    },
  );
});
