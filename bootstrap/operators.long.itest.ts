import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HASH } from '../settings/testing.ts';
import { HeldSsh } from '../testbed/held-ssh.ts';
import { Project } from '../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';
import { until } from '../testbed/until.ts';

const USERS = '/var/lib/rancher/k3s/server/manifests/hubwright-users.k8s.yaml';
const LOCK = '/var/lib/hubwright/lock.json';

(whyNoTestBed() === undefined ? describe : describe.skip)('a cluster of two operators', () => {
  let bed: TestBed;
  let ada: Project;
  let bo: Project;
  let held: HeldSsh;
  const host = () => bed.host('s1');

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(['s1', 'a1']);
    held = new HeldSsh(join(bed.dir, 'held'), join(bed.bin, 'ssh'));
    ada = new Project({ PATH: `${held.bin}:${bed.env.PATH}` });
    bo = new Project(bed.env);
    const servers = [{ name: 's1', address: host().address, user: 'ubuntu' }];
    for (const project of [ada, bo]) await project.settings({ provider: 'ssh', servers });
    await ada.succeed('up');
    const known = (project: Project) => join(project.folder, '.hubwright/test');
    mkdirSync(known(bo));
    cpSync(known(ada), known(bo), { recursive: true });
  });
  afterAll(async () => bed?.destroy());

  test('one is asked before the other’s work is taken away', async () => {
    const user = { password: HASH };
    bo.write('users.yaml', { users: { ada: { ...user, admin: true }, grace: user, eve: user } });
    await bo.succeed('up');
    const before = await host().read(USERS);
    const { code, output } = await ada.hubwright('up');
    expect(output).toMatch(/1 change of this cluster was made elsewhere:\n.*\n +2 .* up /);
    expect(output).toMatch(/! Removed; .*: eve\.$/m);
    expect(output).toContain('what others have changed in this cluster would be replaced; nothing was changed');
    expect([code, await host().read(USERS)]).toEqual([2, before]);
    await ada.succeed('up', '--yes');
    expect(await host().read(USERS)).not.toBe(before);
  });

  test('one waits for the other, until the lock of one that was killed is broken', async () => {
    held.hold('*/lock.json*');
    const killed = ada.start('up');
    await until(() => held.isHeld);
    killed.child.kill('SIGKILL');
    await killed.ended;
    await held.release();
    expect(await host().read(LOCK)).toBeDefined();
    const { code, output } = await bo.hubwright('up');
    expect(output).toMatch(/^this cluster is being changed by \S+@\S+ \(`up`, since \d\d:\d\d, /m);
    expect(code).toBe(1);
    expect((await bo.hubwright('status')).output).toContain('This cluster is being changed by');
    await bo.succeed('up', '--yes', '--break-lock');
    const history = (await bo.succeed('history')).stdout;
    expect(history).toMatch(/^CHANGE /);
    for (const number of [1, 2, 3]) expect(history).toMatch(new RegExp(`^${number} .* up .* done$`, 'm'));
    expect((await bo.succeed('history', '3')).stdout).toMatch(/! Removed; .*: eve\.$/m);
    expect(await host().read(LOCK)).toBeUndefined();
  });

  test('one deletes what the other has added too', async () => {
    const [servers, agents] = ['s1', 'a1'].map((name) => [{ name, address: bed.host(name).address, user: 'ubuntu' }]);
    await bo.settings({ provider: 'ssh', servers, agents });
    await bo.succeed('up');
    const { output } = await ada.hubwright('down', '--yes', 'test');
    expect(output).toContain('removed   a1');
    for (const name of ['s1', 'a1']) expect(await bed.host(name).read('/etc/hubwright/cluster.json')).toBeUndefined();
    expect(existsSync(join(ada.folder, '.hubwright/test/state.json'))).toBe(false);
  });
});
