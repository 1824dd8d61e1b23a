import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { X509 } from '../platform/auth/testing.ts';
import { run } from '../system/exec.ts';
import { HeldSsh } from '../testbed/held-ssh.ts';
import { HUBWRIGHT } from '../testbed/program.ts';
import { Project } from '../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';
import { until } from '../testbed/until.ts';

const VOLUME = '/var/lib/rancher/k3s/storage/pvc-1f0c_jhub_claim-ada';
const REGISTRIES = '/etc/rancher/k3s/registries.yaml';
const AUTHORITIES = '/etc/rancher/k3s/hubwright-ca.pem';

(whyNoTestBed() === undefined ? describe : describe.skip)('a cluster whose settings change', () => {
  let bed: TestBed;
  let project: Project;
  let held: HeldSsh;
  const statePath = () => join(project.folder, '.hubwright/test/state.json');
  const host = (name: string) => ({ name, address: bed.host(name).address, user: 'ubuntu' });
  const settings = (agents: readonly string[], others: object = {}) =>
    project.settings({ provider: 'ssh', servers: [host('server-1')], agents: agents.map(host) }, others);
  const objects = async (type: string) =>
    (await bed.host('server-1').exec(['k3s', 'kubectl', 'get', type, '-A', '-o', 'name'])).stdout;

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(['server-1', 'agent-1', 'agent-2']);
    held = new HeldSsh(join(bed.dir, 'held'), join(bed.bin, 'ssh'));
    project = new Project({ PATH: `${held.bin}:${bed.env.PATH}`, REGISTRY_PASSWORD: 'hunter2-registry' });
  });
  afterAll(async () => bed?.destroy());

  test('a host that cloud-init still sets up is waited for', async () => {
    const login = { host: 'registry.example.com', username: 'robot', password: { env: 'REGISTRY_PASSWORD' } };
    project.write('company-ca.pem', X509);
    const authority = { certificateAuthority: { file: 'company-ca.pem' } };
    await settings(['agent-1', 'agent-2'], { registry: { credentials: [login] }, ...authority });
    await bed.host('agent-1').write('/etc/testbed-cloud-init', 'takes=100000\n');
    const { child, ended } = project.start('up');
    let output = '';
    child.stderr?.on('data', (part) => {
      output += part;
    });
    await until(() => output.includes('agent-1: waiting for cloud-init to set it up, at most 20 minutes\n'));
    await bed.host('agent-1').write('/etc/testbed-cloud-init', '');
    const { code } = await ended;
    expect(code).toBe(0);
    const registries = parse((await bed.host('agent-2').read(REGISTRIES)) ?? '');
    expect(registries.configs).toEqual({
      'registry.example.com': {
        auth: { username: 'robot', password: 'hunter2-registry' },
        tls: { ca_file: AUTHORITIES },
      },
      '*': { tls: { ca_file: AUTHORITIES } },
    });
    expect(await bed.host('agent-2').read(AUTHORITIES)).toContain(X509.trim());
  });

  test('two at once: the second one is refused', async () => {
    held.hold('*');
    const first = project.start('up');
    await until(() => held.isHeld);
    const { code, output } = await project.hubwright('down', '--yes', 'test');
    await held.release();
    expect(code).toBe(1);
    expect(output).toContain(`another command is changing this cluster: process ${first.child.pid}, since`);
    expect((await first.ended).code).toBe(0);
  });

  test('a terminal gets a list with a line for each kind of step', async () => {
    const typed = `stty cols 100 rows 24; NODE_OPTIONS= ${process.execPath} ${HUBWRIGHT} up`;
    const env = { ...bed.env, REGISTRY_PASSWORD: 'hunter2-registry' };
    const options = { cwd: project.folder, env, timeout: 600_000 };
    const { stdout } = await run('script', ['--quiet', '--return', '--command', typed, '/dev/null'], options);
    expect(stdout).toContain('Start k3s: unchanged');
    expect(stdout).not.toContain('agent-1: Start k3s');
    expect(stdout).toContain('The hub is at http://10.77.0.1/');
  });

  test('what changes in the settings changes in the cluster; a host that left them is reported', async () => {
    // A chart of one's own, as an earlier run put it in place.
    const own = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'motd', namespace: 'default' } };
    const path = '/var/lib/rancher/k3s/server/manifests/own.k8s.yaml';
    await bed.host('server-1').write(path, JSON.stringify(own));
    const state = JSON.parse(readFileSync(statePath(), 'utf8'));
    writeFileSync(statePath(), JSON.stringify({ ...state, manifests: [...state.manifests, 'own.k8s.yaml'] }));
    await until(async () => (await objects('configmaps')).includes('configmap/motd'));

    const taints = [{ key: 'gpu', effect: 'NoSchedule' }];
    const labelled = { ...host('agent-1'), labels: { disk: 'fast' }, taints };
    await project.settings({ provider: 'ssh', servers: [host('server-1')], agents: [labelled] });
    const { code, output } = await project.hubwright('up');
    expect(output).toContain(
      'warning: agent-2: it is no longer in platform.yaml, and still an agent of the cluster\n' +
        '  If left so, notebook servers still start there.\n' +
        '  Remove it, with all home folders on it: `npx hubwright down --node agent-2`.\n',
    );
    expect(code).toBe(0);
    expect(await objects('configmaps')).not.toContain('motd');
    expect(await bed.host('server-1').read(REGISTRIES)).toBeUndefined();
    expect(await bed.host('agent-1').read(REGISTRIES)).toBeUndefined();
    expect(await bed.host('agent-1').read(AUTHORITIES)).toBeUndefined();
    const node = async () =>
      JSON.parse((await bed.host('server-1').exec(['k3s', 'kubectl', 'get', 'node', 'agent-1', '-o', 'json'])).stdout);
    expect((await node()).metadata.labels).toMatchObject({ disk: 'fast' });
    expect((await node()).spec.taints).toEqual(taints);
    await settings(['agent-1']);
    await project.succeed('up');
    expect((await node()).metadata.labels).not.toHaveProperty('disk');
    expect((await node()).spec.taints).toEqual([]);
    const again = await project.hubwright('up');
    expect(again.output.match(/^(done|waiting|FAILED) .*$/gm)).toBeNull();
  });

  test('a chart of main.ts that fails keeps nothing else from running, and is installed once it is corrected', async () => {
    const sample = readFileSync(join(project.folder, 'main.ts'), 'utf8');
    const main = (createNamespace: boolean, patch = '') => `import { Chart, JsonPatch } from 'cdk8s';
import { defineCharts, HelmRelease, HubwrightCharts } from 'hubwright';

export default defineCharts(({ app, platform }) => {
  new HubwrightCharts(app, platform);
  const { helmChart } = new HelmRelease(new Chart(app, 'monitoring'), 'Grafana', {
    name: 'grafana',
    namespace: { name: 'monitoring' },
    createNamespace: ${createNamespace},
    source: { repository: 'https://charts.example.com', chart: 'grafana', version: '8.5.1' },
  });
  helmChart.addJsonPatch(${patch});
});
`;
    project.write('main.ts', main(false));
    const failed = await project.hubwright('up');
    expect(failed.output).toMatch(/^FAILED +release\/grafana: Wait until grafana is installed/m);
    expect(failed.output).toMatch(/^(done|unchanged) +hub: Wait until the hub answers/m);
    expect(failed.output).toContain('INSTALLATION FAILED: create: failed to create: namespaces "monitoring" not found');
    expect(failed.code).toBe(1);
    const ill = JSON.parse((await project.hubwright('status', '--json')).stdout);
    expect(ill).toMatchObject({ isHealthy: false, release: { isDeployed: true }, hub: { isAnswering: true } });
    expect(ill.releases[1]).toMatchObject({ name: 'grafana', isDeployed: false });
    const { output } = await project.hubwright('doctor');
    expect(output).toContain(
      'error: grafana: it is not deployed: Error: INSTALLATION FAILED: create: failed to create',
    );

    project.write('main.ts', main(true));
    await project.succeed('up', '--only', 'manifests');
    const corrected = await project.hubwright('up', '--only', 'release/grafana');
    expect(corrected.output).toMatch(/^(done|unchanged) +release\/grafana: Wait until grafana/m);
    expect(corrected.output).not.toContain('hub: Wait');
    const table = (await project.hubwright('status')).output;
    expect(table).toMatch(/^grafana +8\.5\.1 +1 +deployed$/m);
    expect(table).toMatch(/is healthy$/m);

    // A Secret that somebody else is to make.
    const secret = `[{ name: 'theirs', keys: ['values.yaml'] }]`;
    project.write('main.ts', main(true, `JsonPatch.add('/spec/valuesSecrets', ${secret})`));
    const missing = 'FailedMount: MountVolume.SetUp failed for volume "values" : secret "theirs" not found';
    const { child, ended } = project.start('up');
    const said = new Promise<void>((done) => {
      child.stderr?.on('data', (text) => String(text).includes(`whose job is not running: ${missing}`) && done());
    });
    await Promise.race([said, ended]);
    const held = (await project.hubwright('status')).output;
    const made = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'theirs', namespace: 'kube-system' } };
    const theirs = '/var/lib/rancher/k3s/server/manifests/theirs.yaml';
    await bed.host('server-1').write(theirs, JSON.stringify(made));
    expect((await ended).code).toBe(0);
    expect(held).toMatch(new RegExp(`^grafana .* not deployed: ${missing}$`, 'm'));
    await bed.host('server-1').exec(['rm', theirs]);

    project.write('main.ts', sample);
    await project.succeed('up');
    await until(async () => !(await objects('deployments')).includes('grafana'));
    expect(await objects('deployments')).toContain('deployment.apps/hub');
  });

  test('what others have changed is named, and put back; what is theirs stays', async () => {
    const [server, agent] = [bed.host('server-1'), bed.host('agent-1')];
    const [config, own] = ['/etc/rancher/k3s/config.yaml', '/etc/rancher/k3s/config.yaml.d/own.yaml'];
    const users = '/var/lib/rancher/k3s/server/manifests/hubwright-users.k8s.yaml';
    const chart = async () =>
      JSON.parse(
        (await server.exec(['k3s', 'kubectl', 'get', 'helmchart', 'jupyterhub', '-n', 'kube-system', '-o', 'json']))
          .stdout,
      ).spec;
    const before = { config: await agent.read(config), users: await server.read(users), chart: await chart() };
    await agent.write(config, `${before.config}debug: true\n`, 0o600);
    await agent.write(own, 'debug: true\n', 0o600);
    await server.write(users, `${before.users}\n# Edited.\n`, 0o600);
    const edit = JSON.stringify({ spec: { valuesContent: 'hub: {}', set: { 'hub.x': 'y' } } });
    await server.exec([
      ...['k3s', 'kubectl', 'patch', 'helmchart', 'jupyterhub', '-n', 'kube-system', '--type=merge', '-p', edit],
    ]);
    const list =
      'changed by others, and put back:\n' +
      `  agent-1: ${config} was edited\n` +
      `  server-1: ${users} was edited\n` +
      '  hubwright-hub.k8s.yaml: HelmChart kube-system/jupyterhub has another spec.valuesContent and has spec.set in addition\n';
    const rehearsal = await project.succeed('up', '--dry-run');
    expect(rehearsal.output).toContain(list);
    expect(rehearsal.output).toContain(`note: agent-1: ${own} sets debug\n`);
    expect(await agent.read(config)).toContain('debug');
    expect((await project.hubwright('up', '--only', 'images')).output).not.toContain('put back');

    expect((await project.succeed('up')).output).toContain(list);
    expect({ config: await agent.read(config), users: await server.read(users), chart: await chart() }).toEqual(before);
    expect(await agent.read(own)).toBe('debug: true\n');
    expect((await project.succeed('up')).output).not.toContain('put back');
    await agent.exec(['rm', own]);
  });

  test('a node is taken out, and what it is not asked for is refused', async () => {
    const server = await project.hubwright('down', '--node', 'server-1', '--yes', 'server-1');
    expect(server.output).toContain('server-1 is a server; only agents can be removed alone\n');
    expect(server.code).toBe(2);
    const last = await project.hubwright('down', '--node', 'server-1', '--forget', '--yes', 'server-1');
    expect(last.output).toContain('server-1 is its only server\n  A cluster needs one:');
    expect(last.code).toBe(2);
    const unknown = await project.hubwright('down', '--node', 'agent-9', '--yes', 'agent-9');
    expect(unknown.output).toContain('the cluster has no node agent-9\n  Its agents: agent-1, agent-2.');
    expect((await project.hubwright('down', '--forget', '--yes', 'test')).code).toBe(2);
    expect((await project.hubwright('down', '--node', 'agent-2', '--yes', 'test')).code).toBe(2);

    // Gone for good: it cannot be cleaned, and the cluster forgets it.
    await bed.host('agent-2').cutLink();
    const { code, output } = await project.hubwright('down', '--node', 'agent-2', '--forget', '--yes', 'agent-2');
    expect(output).toContain('agent-2 is removed from the cluster test.');
    expect(code).toBe(0);
    expect(await objects('nodes')).toBe('node/agent-1\nnode/server-1');
    expect((await project.hubwright('up')).output).not.toContain('warning: agent-2');
  });

  test('one that was forgotten cannot come back unasked, and is taken back with its data', async () => {
    const agent = bed.host('agent-2');
    const home = '/var/lib/rancher/k3s/storage/pvc-7c1a_jupyterhub_claim-grace/notes.ipynb';
    await agent.write(home, '{"cells": []}');
    await agent.restoreLink();
    await agent.exec(['systemctl', 'restart', '--no-block', 'k3s-agent']);
    await until(async () =>
      (await agent.exec(['journalctl', '--no-pager', '--output=cat', '-n', '50', '-u', 'k3s-agent'])).stdout.includes(
        'Node password rejected',
      ),
    );
    expect(await objects('nodes')).not.toContain('agent-2');

    await settings(['agent-1', 'agent-2']);
    await project.succeed('up');
    expect(await objects('nodes')).toContain('agent-2');
    expect(await agent.read(home)).toBe('{"cells": []}');

    // As one that was joined by hand.
    await settings(['agent-1']);
    const state = JSON.parse(readFileSync(statePath(), 'utf8'));
    const hosts = state.hosts.filter((it: { name: string }) => it.name !== 'agent-2');
    writeFileSync(statePath(), JSON.stringify({ ...state, hosts }));
    const warning = 'warning: agent-2: it is a node of the cluster, and not in platform.yaml\n';
    expect((await project.hubwright('up')).output).toContain(warning);
    expect((await project.hubwright('doctor')).output).toContain(warning);
    expect((await project.hubwright('status')).output).toMatch(/^agent-2 +not in platform\.yaml +ready/m);
    const { code, output } = await project.hubwright('down', '--node', 'agent-2', '--forget', '--yes', 'agent-2');
    expect(output).toContain('This takes agent-2 ');
    expect(code).toBe(0);
    expect(await objects('nodes')).toBe('node/agent-1\nnode/server-1');
  });

  test('another machine in place of a lost one is taken in on purpose alone', async () => {
    const agent = bed.host('agent-1');
    await agent.exec(['/usr/local/bin/k3s-agent-uninstall.sh']);
    await agent.exec(['rm', '-r', '/etc/hubwright']);
    await agent.write('/etc/machine-id', `${'b'.repeat(32)}\n`);
    const refused = await project.hubwright('up');
    expect(refused.output).toContain('error: agent-1: a different machine answers than the one that was set up\n');
    expect(refused.output).toContain('`npx hubwright down --node agent-1 --forget`');
    expect(refused.code).toBe(1);
    expect(await agent.read('/etc/hubwright/cluster.json')).toBeUndefined();
    const forget = ['down', '--node', 'agent-1', '--forget'];
    const kept = await project.hubwright(...forget, '--yes', 'agent-1');
    expect(kept.output).toContain('agent-1 holds data that cannot be replaced, so it was not removed');
    await project.succeed(...forget, '--force', 'agent-1');
    await project.succeed('up');
    expect(await objects('nodes')).toBe('node/agent-1\nnode/server-1');
  });

  test('an agent with the database on it stays, and says what lies on it', async () => {
    const volume = (name: string, claim: string) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        capacity: { storage: '1Gi' },
        claimRef: { namespace: 'jupyterhub', name: claim },
        hostPath: { path: `/var/lib/rancher/k3s/storage/${name}` },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['agent-1'] }] },
            ],
          },
        },
      },
    });
    const path = '/var/lib/rancher/k3s/server/manifests/volumes.yaml';
    await bed.host('agent-1').write('/var/lib/rancher/k3s/storage/v1/jupyterhub.sqlite', 'SQL');
    await bed
      .host('server-1')
      .write(
        path,
        [volume('v1', 'hub-db-dir'), volume('v2', 'claim-ada')].map((it) => JSON.stringify(it)).join('\n---\n'),
      );
    await until(async () => (await objects('pv')).includes('v2'));
    const { code, output } = await project.hubwright('down', '--node', 'agent-1', '--yes', 'agent-1');
    expect(output).toMatch(/^ {2}the hub's database \(jupyterhub\/hub-db-dir\) {2}\d+ KB$/m);
    expect(output).toMatch(/^ {2}home of ada +size unknown, at most 1Gi$/m);
    expect(output).toContain('agent-1 holds data that cannot be replaced, so it was not removed:\n');
    expect(code).toBe(1);
    expect(await bed.host('agent-1').read('/var/lib/rancher/k3s/storage/v1/jupyterhub.sqlite')).toBe('SQL');
    await bed.host('agent-1').exec(['rm', '-r', '/var/lib/rancher/k3s/storage/v1']);
    expect(await objects('nodes')).toBe('node/agent-1\nnode/server-1');
  });

  test('data is copied before a cluster is deleted, or nothing is deleted', async () => {
    const kept = join(mkdtempSync(join(tmpdir(), 'hubwright-kept-')), 'data');
    await bed.host('agent-1').write(`${VOLUME}/Ada's notes.ipynb`, '{"cells": []}', 0o600);
    await bed.host('agent-1').exec(['chown', '-R', '1000:100', VOLUME]);
    await bed.host('agent-1').exec(['truncate', '-s', '3G', `${VOLUME}/sparse.bin`]);
    await bed.host('server-1').write('/var/lib/rancher/k3s/storage/pvc-2f1d_jhub_hub-db-dir/jupyterhub.sqlite', 'SQL');

    // Many have the homes on another disk.
    const move = 'mv /var/lib/rancher/k3s/storage /srv/homes && ln -s /srv/homes /var/lib/rancher/k3s/storage';
    await bed.host('server-1').exec(['sh', '-c', move]);

    const small = mkdtempSync(join(tmpdir(), 'hubwright-small-'));
    await run('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'small', small], { timeout: 600_000 });
    try {
      const { code, output } = await project.hubwright('down', '--keep-data', small, '--yes', 'test');
      expect(code).toBe(1);
      expect(output).toMatch(/will be copied there, 4?.* are free\n {2}Name a folder on a larger disk/);
    } finally {
      await run('umount', [small], { timeout: 600_000 });
    }
    expect((await bed.host('agent-1').exec(['systemctl', 'is-active', 'k3s-agent'])).stdout).toBe('active');

    const { code, output } = await project.hubwright('down', '--keep-data', kept, '--yes', 'test');
    expect(output).toContain('agent-1: 1 volume, ');
    expect(output).toContain(`The data is in ${kept}`);
    expect(code).toBe(0);
    expect(readdirSync(kept)).toEqual(['agent-1.tar', 'server-1.tar']);
    expect(statSync(join(kept, 'agent-1.tar')).mode & 0o777).toBe(0o600);
    expect(statSync(join(kept, 'agent-1.tar')).size).toBeLessThan(1_000_000);
    const listed = await run('tar', ['-tvf', join(kept, 'agent-1.tar'), '--numeric-owner'], { timeout: 600_000 });
    expect(listed.stdout).toMatch(/-rw------- 1000\/100 .* storage\/pvc-1f0c_jhub_claim-ada\/Ada's notes.ipynb/);
    const linked = await run('tar', ['-tf', join(kept, 'server-1.tar')], { timeout: 600_000 });
    expect(linked.stdout).toContain('storage/pvc-2f1d_jhub_hub-db-dir/jupyterhub.sqlite');
    const stopped = (await bed.host('agent-1').commands()).map((argv) => argv[0]);
    expect(stopped.indexOf('k3s-killall.sh')).toBeGreaterThan(0);
    expect(stopped.lastIndexOf('k3s-agent-uninstall.sh')).toBeGreaterThan(stopped.indexOf('k3s-killall.sh'));
    expect(await bed.host('agent-1').read(`${VOLUME}/Ada's notes.ipynb`)).toBeUndefined();
    expect(existsSync(join(project.folder, '.hubwright/test'))).toBe(false);
  });
});
