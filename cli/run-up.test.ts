import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { HUBWRIGHT } from '../testbed/program.ts';
import { testProject } from '../testbed/test-project.ts';

const project = testProject();
afterAll(() => rmSync(project, { recursive: true }));

/** Runs `hubwright up` where there is nothing but Node.js: no Multipass, no built image. */
function up(folder: string, ...words: string[]) {
  const env = { PATH: dirname(process.execPath), HOME: project };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const args = [HUBWRIGHT, '-C', folder, 'up', ...words];
    const child = execFile(process.execPath, args, { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

test('--dry-run prints the whole plan also without Multipass and built images, and what it assumes', async () => {
  const { code, stdout } = await up(project, '--dry-run');
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.filter((it) => it.startsWith('assuming')).map((it) => it.replace(/:[0-9a-f]{16}/, ':…'))).toEqual([
    'assuming Multipass, which is not installed on this machine',
    'assuming a fresh Ubuntu for VMs that are not running: hubwright-server-1, hubwright-agent-1, hubwright-agent-2',
    expect.stringMatching(/^assuming a built \S+\/data-science:… for \w+, which `npx hubwright image build` makes$/),
    expect.stringMatching(/^assuming a built \S+\/hub:… for \w+, which/),
  ]);
  expect(stdout).toMatch(/^ {2}multipass launch 24\.04 --name hubwright-server-1 /m);
  expect(stdout).toMatch(/^ {2}copy \.hubwright\/images\/hub-\S+\.tar to \/var\/lib\/rancher\/k3s\/agent\/images\//m);
  expect(lines.slice(-2)[0]).toBe('kubeconfig: Fetch the kubeconfig');
});

test('a step that does not exist is refused before the settings are read', async () => {
  expect(await up(tmpdir(), '--only', 'foo')).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /^there is no step "foo"\n {2}The steps are vm, mark, .*kubeconfig, and release\/NAME for a chart of main\.ts\.\n$/,
    ),
  });
});
