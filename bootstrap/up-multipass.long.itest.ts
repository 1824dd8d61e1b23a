import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Project } from '../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';
import { TestMultipass } from '../testbed/test-multipass.ts';
import { until } from '../testbed/until.ts';

const CONFIG = '/etc/rancher/k3s/config.yaml';
const VMS = ['test-server-1', 'test-agent-1', 'test-agent-2'];

const stateOf = ({ state }: { state: string }) => state;

(whyNoTestBed() === undefined ? describe : describe.skip)('up on VMs of Multipass', () => {
  let bed: TestBed;
  let multipass: TestMultipass;
  let project: Project;
  const hubwright = (...args: string[]) => project.hubwright(...args);
  const secret = (name: string) => readFileSync(join(project.folder, '.hubwright/test', name), 'utf8');
  const recorded = () => JSON.parse(secret('state.json')).hosts.map((it: { name: string }) => it.name);
  const settings = (agents = 2) =>
    project.settings({ provider: 'multipass', agents: { count: agents }, servers: { count: 1 } });
  const address = async (name: string) => (await multipass.host(name)).address;
  const launches = () => multipass.commands('launch');

  beforeAll(async () => {
    bed = await TestBed.create();
    multipass = await TestMultipass.install(bed);
    project = new Project(bed.env);
    await settings();
  });
  afterAll(async () => bed?.destroy());

  test('a rehearsal prints the launches and all that follows, and changes nothing', async () => {
    const { code, stdout } = await hubwright('up', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^assuming a fresh Ubuntu for VMs that are not running: ${VMS.join(', ')}\n`));
    expect(stdout).toContain(
      'vm/test-agent-2: Get the VM running\n' +
        '  multipass launch 24.04 --name test-agent-2 --cpus 2 --memory 4G --disk 40G --cloud-init - --timeout 900\n' +
        '  wait for test-agent-2 to run and to have an address, at most 15 minutes\n' +
        '  multipass exec test-agent-2 -- cloud-init status --wait --long\n' +
        '  multipass exec test-agent-2 -- cat /etc/hubwright/cluster.json: see that it is the VM of this cluster\n',
    );
    expect(stdout).toContain('install/test-agent-2: Install k3s v1.36.5+k3s1\n');
    expect(stdout).toContain('wait for HTTP 200 from http://test-server-1/hub/health');
    const doctor = JSON.parse((await hubwright('doctor', '--json')).stdout);
    const states = (id: string) => doctor.checks.filter((it: { id: string }) => it.id.startsWith(id)).map(stateOf);
    expect(states('host/')).toEqual(VMS.map(() => 'no cluster yet'));
    expect(states('tool/multipass')).toEqual(['ok']);
    expect(await launches()).toEqual([]);
    expect(existsSync(join(project.folder, '.hubwright/test'))).toBe(false);
  });

  test('an image that is not built is reported before any VM is made', async () => {
    const tars = join(project.folder, '.hubwright/images');
    renameSync(tars, `${tars}.away`);
    const { code, output } = await hubwright('up');
    renameSync(`${tars}.away`, tars);
    expect(code).toBe(1);
    expect(output).toContain(
      `error: ${VMS.join(', ')}: there is no tar of ${project.reference} for amd64 in .hubwright/images\n` +
        '  Build it: `npx hubwright image build`.\n  Nothing was changed on any host.\n',
    );
    expect(await launches()).toEqual([]);
  });

  test('a VM of others under one of the names is left alone, and nothing is made', async () => {
    await multipass.run('launch', '24.04', '--name', 'test-agent-2');
    await multipass.run('launch', '24.04', '--name', 'others');
    const { code, output } = await hubwright('up');
    expect(code).toBe(1);
    expect(output).toContain('error: test-agent-2: a VM of this name is there already, and not from this cluster\n');
    expect(output).toContain('`multipass delete --purge test-agent-2`');
    expect((await hubwright('down', '--yes', 'test')).output).toContain('Nothing to delete');
    expect(await launches()).toHaveLength(2);
    await multipass.run('delete', 'test-agent-2');
    expect((await hubwright('up')).output).toContain(
      'error: test-agent-2: a VM of this name is deleted and not purged',
    );
    await multipass.run('delete', '--purge', 'test-agent-2');
  });

  test('killed while Multipass launches, it knows its VMs', async () => {
    await multipass.tune({ prepare: 3000, cloudInit: { 'test-agent-2': 'ends=error\n' } });
    const before = (await launches()).length;
    const { child, ended } = project.start('up');
    await until(async () => (await launches()).length >= before + 3);
    child.kill('SIGKILL');
    expect((await ended).code).toBeNull();
    expect(recorded().sort()).toEqual([...VMS].sort());
  });

  test('run again it goes on with them; a cloud-init that failed is reported, also the next time', async () => {
    const { code, output } = await hubwright('up');
    expect(code).toBe(1);
    const message = 'cloud-init could not set the VM up\n  status: error\n  step     vm/test-agent-2\n';
    expect(output).toContain(message);
    expect(output).toContain('`multipass delete --purge test-agent-2`');
    expect([...(await multipass.instances()).keys()].sort()).toEqual(['others', ...VMS].sort());
    expect((await hubwright('up')).output).toContain(message);
  });

  test('created again it is complete, though its launch times out; up then ends with a hub that answers', async () => {
    await multipass.run('delete', '--purge', 'test-agent-2');
    await multipass.tune({ timesOut: ['test-agent-2'] });
    const { code, output } = await hubwright('up');
    expect(output).toMatch(/waiting +vm\/test-agent-2: .* timed out waiting for initialization to complete/);
    expect(output).toContain(`The hub is at http://${await address('test-server-1')}/\n`);
    expect(code).toBe(0);
    expect((await hubwright('status')).output).toContain('test is healthy');
    const doctor = JSON.parse((await hubwright('doctor', '--json')).stdout);
    const states = doctor.checks.map(({ id, state }: { id: string; state: string }) => `${id}: ${state}`);
    const healthy = ['certificate/test-server-1', 'network/hub', 'manifests/applied', 'image/tiny', 'nodes'];
    expect(states).toEqual(expect.arrayContaining(healthy.map((id) => `${id}: ok`)));
    expect(doctor.summary).toMatchObject({ errors: 0, noClusterYet: 0 });
    const mark = JSON.parse((await (await multipass.host('test-agent-2')).read('/etc/hubwright/cluster.json')) ?? '');
    const { id } = JSON.parse(secret('state.json'));
    expect(mark).toEqual({ version: 1, cluster: 'test', id, node: 'test-agent-2' });
  });

  test('a second run changes nothing', async () => {
    const [before, starts] = [(await launches()).length, (await multipass.commands('start')).length];
    const trips = async () => Promise.all(VMS.map(async (it) => (await multipass.commands(`exec ${it} `)).length));
    const earlier = await trips();
    const { code, output, milliseconds } = await hubwright('up');
    expect(code).toBe(0);
    const now = (await trips()).map((count, i) => count - (earlier[i] ?? 0));
    console.log(`second run: ${milliseconds} ms, round trips ${now.join(', ')}`);
    // Of the server also for its lock, for the record of this change, and for what others have changed.
    expect(now).toEqual([8, 1, 1]);
    expect((await multipass.commands('')).join('\n')).not.toContain(secret('token'));
    expect(output).not.toMatch(/^(done|FAILED|waiting)/m);
    expect(output).toMatch(/^unchanged +vm\/test-server-1/m);
    expect(await launches()).toHaveLength(before);
    expect(await multipass.commands('start')).toHaveLength(starts);
  });

  test('VMs that are off are not started by a look; up starts them, and follows their new addresses', async () => {
    for (const name of VMS) await multipass.run('stop', name);
    const status = JSON.parse((await hubwright('status', '--json')).stdout);
    expect(status.nodes.map((it: { state: string }) => it.state)).toEqual(VMS.map(() => 'host: unreachable'));
    const { code: exitCode, output: report } = await hubwright('doctor');
    expect(exitCode).toBe(0);
    for (const name of VMS) expect(report).toContain(`warning: ${name}: the VM is in the state Stopped`);
    expect(report).toContain('skipped  nodes: no server of the cluster answers');
    // Somebody else may have made it: nothing of it is deleted before it can be asked.
    const kept = await hubwright('down', '--yes', 'test');
    expect(kept.code).toBe(1);
    expect(kept.output).toContain(
      'test-agent-1 (Multipass VM test-agent-1): it is Stopped, so its owner cannot be checked',
    );
    expect((await multipass.instances()).size).toBe(1 + VMS.length);
    expect((await multipass.instances()).get('test-server-1')?.state).toBe('Stopped');
    await multipass.tune({ nextNumber: { 'test-server-1': 71, 'test-agent-1': 72, 'test-agent-2': 73 } });
    const { code, output } = await hubwright('up');
    expect(output).toContain('The hub is at http://10.77.0.71/\n');
    expect(code).toBe(0);
    const config = async (name: string) => parse((await (await multipass.host(name)).read(CONFIG)) ?? '');
    expect(await config('test-server-1')).toMatchObject({ 'tls-san': ['10.77.0.71'] });
    expect(await config('test-agent-1')).toMatchObject({ server: 'https://10.77.0.71:6443' });
    expect(parse(secret('kubeconfig')).clusters[0].cluster.server).toBe('https://10.77.0.71:6443');
    expect((await hubwright('status')).output).toContain('test is healthy');
  });

  test('a VM without an address, and a service that does not answer, are reported with their causes', async () => {
    await settings(3);
    await multipass.tune({ noAddress: ['test-agent-3'] });
    const { code, output } = await hubwright('up', '--only', 'vm/test-agent-3');
    expect(code).toBe(1);
    expect(output).toContain('launch failed: test-agent-3: timed out waiting for response');
    expect(output).toContain('likely   the VM got no address');
    await multipass.tune({ isSocketGone: true });
    expect((await hubwright('up')).output).toContain('Start it: `sudo snap start multipass`.');
    await multipass.tune({});
    await multipass.run('stop', '--force', 'test-agent-3');
    expect((await hubwright('up', '--only', 'vm')).output).toMatch(/^done +vm\/test-agent-3/m);
  });

  test('a VM that a colleague made under the name of one that is gone is neither used nor deleted', async () => {
    await multipass.run('delete', '--purge', 'test-agent-3');
    await multipass.run('launch', '24.04', '--name', 'test-agent-3');
    const state = JSON.parse(secret('state.json'));
    const hosts = state.hosts.map(({ machineId, ...it }: { name: string; machineId: string }) =>
      it.name === 'test-agent-3' ? it : { ...it, machineId },
    );
    // As a run left it that was killed while it launched.
    writeFileSync(join(project.folder, '.hubwright/test/state.json'), JSON.stringify({ ...state, hosts }));
    const up = await hubwright('up', '--only', 'vm');
    expect(up.output).toContain('nothing shows that this cluster created this VM; it is left alone\n');
    expect(up.code).toBe(1);
    const down = await hubwright('down', '--yes', 'test');
    expect(down.output).toContain(
      'test-agent-3 (Multipass VM test-agent-3): nothing shows that this cluster created this VM; it is left alone\n',
    );
    expect(down.code).toBe(1);
    for (const name of VMS) expect(down.output).toContain(`removed   ${name}\n`);
    expect([...(await multipass.instances()).keys()].sort()).toEqual(['others', 'test-agent-3']);
  });

  test('down deletes what is there under the name when somebody says so', async () => {
    await settings(1);
    const { code, output } = await hubwright('down', '--force', 'test');
    expect(output).toContain('test-agent-3: the whole VM, with every volume on it (Multipass VM test-agent-3)');
    expect(code).toBe(0);
    expect([...(await multipass.instances()).keys()]).toEqual(['others']);
    expect(existsSync(join(project.folder, '.hubwright/test'))).toBe(false);
  });
});
