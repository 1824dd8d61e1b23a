import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Project } from '../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';
import type { TestHost } from '../testbed/test-host.ts';
import { until } from '../testbed/until.ts';

const CLI = resolve(import.meta.dirname, '../cli/hubwright.js');

(whyNoTestBed() === undefined ? describe : describe.skip)('up on the machine that it is run on', () => {
  let bed: TestBed;
  let machine: TestHost;
  beforeAll(async () => {
    bed = await TestBed.create();
    [machine] = (await bed.addAll(['laptop'])) as [TestHost];
    await new Project({}, machine.path('/root/project')).settings({ provider: 'local' });
  });
  afterAll(async () => bed?.destroy());

  /** Runs `hubwright` on the host. */
  async function hubwright(...args: string[]): Promise<{ code: number; output: string }> {
    const script = `cd /root/project; rm -f code; ("$@" >log 2>&1; echo $? >code) &`;
    await machine.exec(['sh', '-c', script, 'sh', process.execPath, CLI, ...args]);
    for (;;) {
      const code = await machine.read('/root/project/code');
      if (code) return { code: Number(code), output: (await machine.read('/root/project/log')) ?? '' };
      await sleep(200);
    }
  }

  test('from nothing to a hub that answers, twice, and away again', async () => {
    const first = await hubwright('up');
    expect(first.output).toContain('The hub is at http://localhost/');
    expect(first.code).toBe(0);
    const restarts = async () =>
      (await machine.commands()).filter((it) => it.join(' ').startsWith('systemctl restart'));
    expect(await restarts()).toHaveLength(1);
    expect((await hubwright('up')).output).not.toMatch(/^done/m);
    expect(await restarts()).toHaveLength(1);
    expect((await hubwright('status')).output).toContain('test is healthy');
    expect(await hubwright('logs', 'hub', '--tail', '1')).toEqual({
      code: 0,
      output: '[I JupyterHub log:191] 200 GET /hub/health\n',
    });
    expect((await hubwright('logs', 'ada')).output).toContain('no server runs for "ada"');
    await machine.tune({ servers: ['ada'] });
    await until(async () => (await hubwright('logs', 'ada')).output.includes('Jupyter Server of ada is running'));
    expect((await hubwright('logs', 'ada', '--previous')).output).toContain('jupyter-ada has not been restarted');
    expect((await hubwright('down', '--yes', 'test')).code).toBe(0);
    expect(await machine.read('/usr/local/bin/k3s')).toBeUndefined();
    expect(await machine.read(join('/root/project', '.hubwright/test/state.json'))).toBeUndefined();
  });
});
