import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { clusterState } from '../testbed/cluster-state.ts';
import { HeldSsh } from '../testbed/held-ssh.ts';
import { Project } from '../testbed/project.ts';
import { SSH_WORDS } from '../testbed/ssh-words.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';
import { until } from '../testbed/until.ts';

const NODES = ['server-1', 'agent-1', 'agent-2'];
(whyNoTestBed() === undefined ? describe : describe.skip)('up on hosts over SSH', () => {
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
    project = new Project({ PATH: `${held.bin}:${process.env.PATH}`, REGISTRY_PASSWORD: 'hunter2-registry' });
    // Every command over SSH is noted with all its words.
    mkdirSync(bin);
    const note = `${SSH_WORDS}line=$(ssh_words "$@"); printf '%s\\n' "$line" >>${project.folder}/ssh.log`;
    writeFileSync(join(bin, 'ssh'), `#!/bin/sh\n${note}\nexec ${bed.bin}/ssh "$@"\n`, { mode: 0o755 });
    const host = (name: string) => ({ name, address: bed.host(name).address, user: 'ubuntu' });
    const [server, ...agents] = NODES.map(host);
    const login = { host: 'registry.example.com', username: 'robot', password: { env: 'REGISTRY_PASSWORD' } };
    await project.settings({ provider: 'ssh', servers: [server], agents }, { registry: { credentials: [login] } });
  });
  afterAll(async () => bed?.destroy());

  const state = () => clusterState(bed, NODES);
  const commands = async () => (await Promise.all(NODES.map((name) => bed.host(name).commands()))).flat();
  const kubectl = async (...words: string[]) => (await bed.host('server-1').exec(['k3s', 'kubectl', ...words])).stdout;
  const noted = async (start: string) => (await commands()).filter((argv) => argv.join(' ').startsWith(start));

  test('a rehearsal prints the steps and changes nothing', async () => {
    const { code, stdout } = await project.hubwright('up', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'install/agent-2: Install k3s v1.36.5+k3s1\n  sh -s -- agent v1.36.5+k3s1 < install-k3s.sh\n',
    );
    expect(existsSync(join(project.folder, '.hubwright/test/token'))).toBe(false);
    expect(await noted('install.sh')).toEqual([]);
  });

  test('from nothing to a hub that answers', async () => {
    const { code, output } = await project.hubwright('up');
    expect(output).toContain('The hub is at http://10.77.0.1/\nUsers: ada, grace\n');
    expect(code).toBe(0);
    expect((await noted('install.sh')).length).toBe(3);
    expect((await noted('systemctl restart')).length).toBe(3);
    expect(await noted('k3s crictl inspecti')).not.toEqual([]);
    clean = await state();
    expect(clean.nodes).toEqual(['node/agent-1', 'node/agent-2', 'node/server-1']);
    const { metadata } = JSON.parse(await kubectl('get', 'node', 'server-1', '-o', 'json'));
    expect(JSON.parse(metadata.annotations['hubwright/change'])).toMatchObject({ command: 'up', result: 'done' });
    const kubeconfig = parse(secret('kubeconfig'));
    expect(kubeconfig.clusters[0]).toMatchObject({ name: 'test', cluster: { server: 'https://10.77.0.1:6443' } });
    expect(kubeconfig['current-context']).toBe('test');
    for (const name of ['kubeconfig', 'token', 'join-token', 'state.json'])
      expect(statSync(join(project.folder, '.hubwright/test', name)).mode & 0o777).toBe(0o600);
    expect(await bed.host('agent-1').read('/etc/rancher/k3s/hubwright-token')).toBe(`${secret('join-token')}\n`);
    for (const text of [output, sshLog(), JSON.stringify(await commands()), secret('state.json')]) {
      expect(text).not.toContain(secret('token'));
      expect(text).not.toContain('hunter2-registry');
    }
  });

  test('a second run changes nothing, in few round trips a host', async () => {
    const installs = (await noted('install.sh')).length;
    const restarts = (await noted('systemctl restart')).length;
    writeFileSync(join(project.folder, 'ssh.log'), '');
    const { code, output, milliseconds } = await project.hubwright('up');
    expect(code).toBe(0);
    expect(output.match(/^(done|waiting|FAILED) .*$/gm)).toBeNull();
    expect((await noted('systemctl restart')).length).toBe(restarts);
    expect((await noted('install.sh')).length).toBe(installs);
    const trips = NODES.map((name) => {
      const lines = sshLog()
        .split('\n')
        .filter((line) => line.includes(`-- ${bed.host(name).address} `));
      return lines.filter((line) => !/ -O /.test(line)).length;
    });
    console.log(`second run: ${milliseconds} ms, round trips ${trips.join(', ')}`);
    // With the making of the connection; of the server also for its lock, for the record of this change, and for what others changed.
    expect(trips).toEqual([9, 2, 2]);
    expect(sshLog()).not.toContain('put-file');
    expect(await state()).toEqual(clean);
  });

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

  test('status tells what is there, and what is not', async () => {
    const well = await project.hubwright('status');
    expect(well.output).toContain('test is healthy');
    expect(well.code).toBe(0);
    await bed.host('agent-2').exec(['systemctl', 'stop', 'k3s-agent']);
    const nodes = () => kubectl('get', 'nodes', '-o', 'json');
    await until(async () => (await nodes()).includes('NodeStatusUnknown'));
    const ill = await project.hubwright('status', '--json');
    expect(ill.code).toBe(1);
    const { nodes: states, manifests, hub } = JSON.parse(ill.stdout);
    expect(states.map((it: { state: string }) => it.state)).toEqual(['ready', 'ready', 'not ready']);
    expect(manifests).toHaveLength(5);
    expect(hub).toEqual({ isAnswering: true, http: 200 });
    await bed.host('server-1').tune({ servers: ['ada@example.com'] });
    await until(async () => (await kubectl('get', 'pods', '-A', '-o', 'name')).includes('/jupyter-'));
    const busy = await project.hubwright('status', '--json');
    const server = { user: 'ada@example.com', pod: 'jupyter-ada-example-com', node: 'agent-1', phase: 'Running' };
    expect(JSON.parse(busy.stdout).servers).toEqual([server]);
    expect(busy.output).not.toContain('the-token-of-a-server');
    await bed.host('server-1').tune({});
    await project.succeed('up');
    await project.succeed('status');
  });

  test('two hosts that cannot be used are reported at once, and nothing is changed', async () => {
    await bed.host('agent-1').rejectKey();
    await bed.host('agent-2').exec(['sh', '-c', 'mv /etc/sudoers.d/90-ubuntu /root/']);
    const { code, output } = await project.hubwright('up');
    expect(code).toBe(1);
    expect(output).toContain('error: agent-1: ubuntu@10.77.0.2 over SSH: the host refuses the login');
    expect(output).toContain(
      'error: agent-2: ubuntu@10.77.0.3 over SSH: the login may not run commands as root without a password',
    );
    expect(output).toContain('Nothing was changed on any host.');
    await bed.host('agent-1').acceptKey();
    await bed.host('agent-2').exec(['sh', '-c', 'mv /root/90-ubuntu /etc/sudoers.d/']);
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

  test('a cluster that this folder does not know is left alone', async () => {
    const path = join(project.folder, '.hubwright/test');
    renameSync(path, `${path}.away`);
    for (const command of [['up'], ['down', '--yes', 'test']]) {
      const { code, output } = await project.hubwright(...command);
      expect(code).toBe(1);
      expect(output).toContain(
        'the cluster test runs on server-1, agent-1, agent-2, and this folder does not know it\n',
      );
      expect(output).toContain('Run `npx hubwright adopt`');
    }
    expect(await state()).toEqual(clean);
    rmSync(path, { recursive: true, force: true });
    renameSync(`${path}.away`, path);
  });

  test('down names what goes, asks, and leaves nothing', async () => {
    const asked = await project.hubwright('down');
    expect(asked.output).toContain('all home folders that are on these hosts');
    expect(asked.output).toContain('Add --yes test.');
    expect((await project.hubwright('down', '--yes', 'tset')).code).toBe(2);
    await project.succeed('status');
    const { code } = await project.hubwright('down', '--yes', 'test');
    expect(code).toBe(0);
    for (const name of NODES) {
      const left = await bed
        .host(name)
        .exec(['sh', '-c', 'ls -d /etc/rancher/k3s /var/lib/rancher/k3s /usr/local/bin/k3s'], {
          allow: [2],
        });
      expect(left.stdout).toBe('');
    }
    expect(existsSync(join(project.folder, '.hubwright/test'))).toBe(false);
  });
});
