import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Project } from '../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';
import { until } from '../testbed/until.ts';

(whyNoTestBed() === undefined ? describe : describe.skip)('releases that Helm cannot deploy', () => {
  let bed: TestBed;
  let project: Project;

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(['server-1']);
    project = new Project({ PATH: `${bed.bin}:${process.env.PATH}` });
    const server = { name: 'server-1', address: bed.host('server-1').address, user: 'ubuntu' };
    await project.settings({ provider: 'ssh', servers: [server] });
    await project.succeed('up');
  });
  afterAll(async () => bed?.destroy());

  const kubectl = async (...words: string[]) => (await bed.host('server-1').exec(['k3s', 'kubectl', ...words])).stdout;

  test('a chart that cannot be installed is reported with the log of its job', async () => {
    await bed.host('server-1').tune({ chartFails: 'Error: UPGRADE FAILED: no such value' });
    const settings = readFileSync(join(project.folder, 'platform.yaml'), 'utf8');
    project.write('platform.yaml', `${settings}hub: { culling: { idle: 2h } }\n`);
    const { code, output } = await project.hubwright('up');
    expect(code).toBe(1);
    expect(output).toContain('  |  Error: UPGRADE FAILED: no such value\n  likely   Helm refuses the chart');
    await bed.host('server-1').tune({});
    project.write('platform.yaml', settings);
    await project.succeed('up');
  });

  test('a revision that has failed is reported with its reason, also while the one before still runs, and tried again', async () => {
    const failure = 'Upgrade "jupyterhub" failed: pre-upgrade hooks failed: timed out waiting for the condition';
    await bed.host('server-1').tune({ releaseFails: failure });
    const settings = readFileSync(join(project.folder, 'platform.yaml'), 'utf8');
    project.write('platform.yaml', `${settings}hub: { culling: { idle: 4h } }\n`);
    const first = await project.hubwright('up');
    expect(first.code).toBe(1);
    expect(first.output).toContain(`Helm has failed at revision 4 of the release\n`);
    expect(first.output).toContain(`  |  ${failure}\n`);
    const job = () => kubectl('logs', '-n', 'kube-system', 'job/helm-install-jupyterhub');
    await until(async () => (await job()).includes('does not match expected revision 3'));
    const status = await project.hubwright('status');
    expect(status.code).toBe(1);
    expect(status.output).toContain(`release  not deployed: ${failure}; its job has failed 1 time\n`);
    // As a run leaves it that ends between the two deletions: the old job is complete, and would never run again.
    await kubectl('delete', 'secrets', '-n', 'jupyterhub', '-l', 'owner=helm,name=jupyterhub,status=failed');
    expect((await project.hubwright('status')).code).toBe(1);
    const second = await project.hubwright('up');
    expect(second.output).toContain('retrying   release: the last attempt failed\n');
    expect(second.output).toContain(`Helm has failed at revision 4 of the release\n`);
    await bed.host('server-1').tune({});
    project.write('platform.yaml', settings);
    const third = await project.hubwright('up');
    expect(third.output).toContain(`retrying   release: the last attempt failed: ${failure}\n`);
    expect(third.code).toBe(0);
    await project.succeed('status');
    expect((await project.hubwright('up')).output).not.toContain('retrying');
    expect(status.output + second.output + third.output).not.toContain('the-values-of-a-release');
  });
});
