import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { clusterState } from '../testbed/cluster-state.ts';
import { HeldSsh } from '../testbed/held-ssh.ts';
import { Project } from '../testbed/project.ts';
import { noteSsh } from '../testbed/ssh-words.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';
import { until } from '../testbed/until.ts';

const NODES = ['server-1', 'agent-1', 'agent-2'];

(whyNoTestBed() === undefined ? describe : describe.skip)('certificates and tokens of a cluster that runs', () => {
  let bed: TestBed;
  let project: Project;
  let held: HeldSsh;
  let clean: Awaited<ReturnType<typeof clusterState>>;
  const inFolder = (name: string) => join(project.folder, '.hubwright/test', name);
  const secret = (name: string) => readFileSync(inFolder(name), 'utf8');
  const sshLog = () => readFileSync(join(project.folder, 'ssh.log'), 'utf8');

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(NODES);
    const bin = join(bed.dir, 'noting');
    held = new HeldSsh(join(bed.dir, 'held'), join(bin, 'ssh'));
    project = new Project({ PATH: `${held.bin}:${process.env.PATH}` });
    noteSsh({ bin, ssh: join(bed.bin, 'ssh'), log: join(project.folder, 'ssh.log') });
    const [server, ...agents] = NODES.map((name) => ({ name, address: bed.host(name).address, user: 'ubuntu' }));
    await project.settings({ provider: 'ssh', servers: [server], agents });
    await project.succeed('up');
    clean = await state();
  });
  afterAll(async () => bed?.destroy());

  const state = () => clusterState(bed, NODES);
  const commands = async () => (await Promise.all(NODES.map((name) => bed.host(name).commands()))).flat();
  const noted = async (start: string) => (await commands()).filter((argv) => argv.join(' ').startsWith(start));

  test('certificates that end soon: k3s is restarted, and the kubeconfig fetched again', async () => {
    for (const name of ['server-1', 'agent-2']) {
      await bed.host(name).tune({ certificateDays: 30 });
      await bed.host(name).exec(['rm', '-f', '/var/lib/rancher/k3s/server/tls/client-admin.crt']);
      const unit = name === 'server-1' ? 'k3s' : 'k3s-agent';
      await bed.host(name).exec(['systemctl', 'restart', unit]);
      await bed.host(name).tune({});
    }
    const before = secret('kubeconfig');
    expect((await project.hubwright('status')).output).toMatch(
      /^certificates +.* ends on \S+; `npx hubwright up` renews it$/m,
    );
    expect((await project.succeed('doctor')).output).toMatch(
      /server-1: its certificate server\/tls\/\S+ ends on \S+, in 29 days$/m,
    );
    const plan = (await project.hubwright('up', '--dry-run')).stdout;
    expect(plan.match(/^start\/.*: Restart k3s to renew its certificates, which end on \S+$/gm)).toHaveLength(2);

    const restarts = (await noted('systemctl restart')).length;
    const { code, output } = await project.hubwright('up');
    expect(code).toBe(0);
    expect(output).toMatch(/^done +start\/server-1/m);
    expect((await noted('systemctl restart')).length).toBe(restarts + 2);
    expect(secret('kubeconfig')).not.toBe(before);
    const { certificates } = JSON.parse((await project.hubwright('status', '--json')).stdout);
    const ends = certificates.map((it: { ends: string }) => Date.parse(it.ends));
    expect(Math.min(...ends)).toBeGreaterThan(Date.now() + 360 * 24 * 3600 * 1000);
    expect(certificates.map((it: { node: string | null }) => it.node)).toEqual(
      expect.arrayContaining([...NODES, null]),
    );
    expect((await project.hubwright('up')).output.match(/^(done|waiting|FAILED) .*$/gm)).toBeNull();
    expect(await state()).toEqual(clean);
  });

  test('a new token: nodes that answer get it at once, killed or not, the others with the next up of any operator', async () => {
    const before = ['token', 'join-token'].map((name) => [name, secret(name)] as const);
    const [old, oldJoin] = before.map(([, text]) => text);
    const tokenOn = (name: string) => bed.host(name).read('/etc/rancher/k3s/hubwright-token');
    const kept = () => bed.host('server-1').read('/etc/rancher/k3s/hubwright-token-before');
    const restarts = (await noted('systemctl restart')).length;
    await bed.host('agent-2').rejectKey();
    const unsure = await project.hubwright('token', 'rotate');
    expect(unsure.output).toContain('a rotation of the token needs confirmation');
    const { code, stdout } = await project.hubwright('token', 'rotate', '--dry-run');
    expect([code, stdout]).toEqual([0, expect.stringContaining('sh -s < rotate-token.sh: k3s token rotate')]);
    expect([await kept(), await tokenOn('server-1')]).toEqual([undefined, `${old}\n`]);

    held.hold('*put-file /etc/rancher/k3s/hubwright-token *', 0);
    const { child, ended } = project.start('token', 'rotate', '--yes');
    let said = '';
    child.stderr?.on('data', (part) => {
      said += part;
    });
    await until(() => held.isHeld && /^done +token/m.test(said));
    child.kill('SIGKILL');
    await ended;
    await held.release();
    const again = await project.hubwright('token', 'rotate', '--yes');
    expect(again.output).toContain('Finishes the rotation of the token that has begun');
    expect(again.output).toContain(
      '  agent-2: the host refuses the login\nOnce they run, `npx hubwright up` gives them',
    );
    expect(again.code).toBe(0);
    const [first, firstJoin] = [secret('token'), secret('join-token')];
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(await bed.host('server-1').read('/var/lib/rancher/k3s/server/token')).toBe(`${firstJoin}\n`);
    expect(await Promise.all(NODES.map(tokenOn))).toEqual([`${first}\n`, `${firstJoin}\n`, `${oldJoin}\n`]);
    expect([await kept(), (await noted('k3s token')).length]).toEqual([undefined, 1]);

    // Another rotation, which k3s ends when it has written the new token and not yet encrypted the datastore with it.
    await bed.host('server-1').tune({ rotationFails: true });
    const failed = await project.hubwright('token', 'rotate', '--yes');
    expect(failed.output).toContain('Gives the cluster a new token');
    expect([failed.code, failed.output]).toEqual([1, expect.stringContaining('500 Internal Server Error')]);
    await bed.host('server-1').tune({});
    expect((await project.hubwright('token', 'rotate', '--yes')).code).toBe(0);
    const [token, joinToken] = [secret('token'), secret('join-token')];
    expect([token === first, token]).toEqual([false, expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(await bed.host('server-1').read('/var/lib/rancher/k3s/server/token')).toBe(`${joinToken}\n`);
    expect(await Promise.all(NODES.map(tokenOn))).toEqual([`${token}\n`, `${joinToken}\n`, `${oldJoin}\n`]);
    expect([await kept(), (await noted('k3s token')).length]).toEqual([undefined, 3]);

    // Another operator knows the old one.
    for (const [name, text] of before) writeFileSync(inFolder(name), text);
    await bed.host('agent-2').acceptKey();
    const up = await project.hubwright('up');
    expect(up.output).toContain('the token was rotated; it is taken from server-1');
    expect(up.code).toBe(0);
    expect([secret('token'), await tokenOn('agent-2'), await kept()]).toEqual([token, `${joinToken}\n`, undefined]);
    expect((await noted('systemctl restart')).length).toBe(restarts + 2 + 4 + 1);
    expect((await project.hubwright('up')).output.match(/^(done|waiting|FAILED) .*$/gm)).toBeNull();
    const all = [said, again.output, failed.output, up.output, sshLog(), JSON.stringify(await commands())].join('\n');
    for (const it of [old, first, token]) expect(all).not.toContain(it);
    expect(await state()).toEqual(clean);
  });

  test('another token is reported with its cause, and fixed by the right one', async () => {
    const right = secret('token');
    const path = join(project.folder, '.hubwright/test/token');
    writeFileSync(path, 'an-other-token');
    const { code, output } = await project.hubwright('up');
    expect(code).toBe(1);
    expect(output).toContain(
      'server-1 (ubuntu@10.77.0.1 over SSH): Start k3s: k3s cannot start\n  step     start/server-1\n',
    );
    expect(output).toContain("  likely   the host's datastore was created with a different token");
    expect(output).toContain('Run `npx hubwright up` again to continue where it stopped.');
    expect(output).not.toContain('an-other-token');
    writeFileSync(path, right);
    await project.succeed('up');
    expect(await state()).toEqual(clean);
  });
});
