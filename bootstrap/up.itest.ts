import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { run } from '../system/exec.ts';
import { clusterState } from '../testbed/cluster-state.ts';
import { Project } from '../testbed/project.ts';
import { noteSsh } from '../testbed/ssh-words.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';
import { until } from '../testbed/until.ts';

const NODES = ['server-1', 'agent-1', 'agent-2'];
(whyNoTestBed() === undefined ? describe : describe.skip)('up on hosts over SSH', () => {
  let bed: TestBed;
  let project: Project;
  let clean: Awaited<ReturnType<typeof clusterState>>;
  const secret = (name: string) => readFileSync(join(project.folder, '.hubwright/test', name), 'utf8');
  const sshLog = () => readFileSync(join(project.folder, 'ssh.log'), 'utf8');

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(NODES);
    const bin = join(bed.dir, 'noting');
    project = new Project({ PATH: `${bin}:${process.env.PATH}`, REGISTRY_PASSWORD: 'hunter2-registry' });
    noteSsh({ bin, ssh: join(bed.bin, 'ssh'), log: join(project.folder, 'ssh.log') });
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

  test('a home comes from an archive, and waits for its user', async () => {
    const folder = join(project.folder, 'grace');
    mkdirSync(folder);
    writeFileSync(join(folder, 'notes.ipynb'), 'of before');
    const archive = join(project.folder, 'grace.tar.gz');
    await run('tar', ['-C', folder, '--owner=4321', '--group=4321', '-czf', archive, '.'], { timeout: 600_000 });
    const words = ['home', 'import', 'grace', '--from', archive, '--to', 'agent-1'];
    const looked = await project.succeed(...words, '--dry-run');
    expect(looked.stdout).toContain('a new volume');
    const unasked = await project.hubwright(...words);
    expect([unasked.code, unasked.output]).toEqual([2, expect.stringContaining('needs confirmation')]);
    const { output } = await project.succeed(...words, '--yes');
    expect(output).toContain('grace: is on agent-1; 1 of 1\n');
    expect(output).toContain('note: grace: 1 file got the owner of servers, 1000:100\n');
    const path = '/var/lib/rancher/k3s/storage/imported-claim-grace_jupyterhub_claim-grace';
    expect(await bed.host('agent-1').read(`${path}/notes.ipynb`)).toBe('of before');
    const { homes } = JSON.parse((await project.succeed('home', 'list', '--json')).stdout);
    expect(homes).toMatchObject([{ user: 'grace', node: 'agent-1', path, hasUser: true }]);
    expect((await project.succeed('history')).stdout).toContain(`home import grace --from ${archive} --to agent-1`);
    await kubectl('delete', 'persistentvolume', 'imported-claim-grace');
    await bed.host('agent-1').exec(['rm', '-r', '/var/lib/rancher/k3s/storage']);
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
