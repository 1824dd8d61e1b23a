import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { knownVulnerabilities } from '../../platform/jupyterhub-vulnerabilities.ts';
import { versions } from '../../platform/versions.ts';
import { HASH } from '../../settings/testing.ts';
import { hashPassword } from '../../system/phc.ts';
import { Project } from '../../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';
import { until } from '../../testbed/until.ts';
import type { HomeList } from '../homes/list-homes.ts';
import type { Check } from './check.ts';

/** The chart's own hub image has some. */
const VULNERABILITIES = `jupyterhub: warning: hub: JupyterHub ${versions.jupyterhubOfChart} has ${knownVulnerabilities(versions.jupyterhubOfChart).join(', ')}`;

/** A claim as KubeSpawner makes it, and the volume that is kept for it. */
function homeOf(user: string, node: string, uid: string): object[] {
  const [namespace, name] = ['jupyterhub', `claim-${user}`];
  const matchExpressions = [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }];
  const labels = { component: 'singleuser-storage' };
  return [
    {
      ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: `pvc-${uid}` } },
      spec: {
        capacity: { storage: '10Gi' },
        claimRef: { namespace, name },
        local: { path: `/var/lib/rancher/k3s/storage/pvc-${uid}_${namespace}_${name}` },
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } },
      },
    },
    {
      ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
      metadata: { name, namespace, labels, annotations: { 'hub.jupyter.org/username': user } },
      spec: {
        ...{ storageClassName: 'hubwright-home', accessModes: ['ReadWriteOnce'] },
        resources: { requests: { storage: '10Gi' } },
      },
    },
  ];
}

const FOLDER = '/var/lib/rancher/k3s/server/manifests';
const BACKUP = 'backup: warning: platform.yaml: nothing is backed up';

(whyNoTestBed() === undefined ? describe : describe.skip)('doctor on hosts over SSH', () => {
  let bed: TestBed;
  let project: Project;
  const secret = (name: string) => readFileSync(join(project.folder, '.hubwright/test', name), 'utf8');
  const servers = { volumes: [{ name: 'notes', path: '/srv/notes', configMap: 'notes' }] };
  const settings = (cluster: object = {}) => {
    const host = (name: string) => ({ name, address: bed.host(name).address, user: 'ubuntu' });
    const hosts = { servers: [host('server-1')], agents: [host('agent-1')] };
    return project.settings({ provider: 'ssh', ...hosts, ...cluster }, { servers });
  };

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(['server-1', 'agent-1']);
    project = new Project({ PATH: `${bed.bin}:${process.env.PATH}` });
    await settings();
    chmodSync(join(project.folder, 'users.yaml'), 0o600);
  });
  afterAll(async () => bed?.destroy());

  /** Runs `doctor --json`; each check with what it came to. */
  async function doctor() {
    const { code, stdout, output } = await project.hubwright('doctor', '--json');
    const { checks, summary } = JSON.parse(stdout) as { checks: Check[]; summary: Record<string, number> };
    const found = checks.flatMap(({ id, problems }) =>
      problems.map((it) => `${id}: ${it.severity}: ${it.where}: ${it.message.split(': ')[0]}`),
    );
    // The hosts have the kernel of whatever machine this is, and the list grows old.
    const kernels = found.filter((it) => it.startsWith('kernel: ')).length;
    const others = found.filter((it) => !/^(kernel|known-holes): /.test(it));
    return {
      code,
      checks,
      summary: { ...summary, warnings: (summary.warnings ?? 0) - kernels },
      found: others,
      output,
    };
  }
  const ids = (checks: readonly Check[], state: Check['state']) =>
    checks.filter((it) => it.state === state).map((it) => it.id);

  test('before there is a cluster, what needs one is not checked yet', async () => {
    const { code, checks, found, summary } = await doctor();
    expect(found.filter((it) => it.includes(': error: '))).toEqual([]);
    expect(code).toBe(0);
    expect(ids(checks, 'ok')).toEqual(
      expect.arrayContaining(['tool/node', 'tool/ssh', 'secrets/permissions', 'passwords', 'host/server-1', 'hosts']),
    );
    expect(ids(checks, 'no cluster yet')).toHaveLength(17);
    expect(summary).toMatchObject({ checks: checks.length, errors: 0, skipped: 0, noClusterYet: 17 });
    expect((await bed.host('server-1').commands()).flat()).not.toContain('install.sh');
  });

  test('a cluster without problems', async () => {
    await project.succeed('up');
    const metadata = { name: 'notes', namespace: 'jupyterhub' };
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
    await bed.host('server-1').exec(['k3s', 'kubectl', 'create', '-f', '-'], { input });
    await bed.host('server-1').tune({ servers: ['ada'] });
    await until(async () =>
      (await bed.host('server-1').exec(['k3s', 'kubectl', 'get', 'pods', '-A', '-o', 'name'])).stdout.includes(
        '/jupyter-',
      ),
    );
    const { code, checks, found } = await doctor();
    expect(found.filter((it) => !it.startsWith('tool/builder: note'))).toEqual([VULNERABILITIES, BACKUP]);
    expect(code).toBe(0);
    expect(ids(checks, 'ok')).toEqual(
      expect.arrayContaining([
        ...['nodes', 'disk', 'release', 'hub', 'certificate/server-1', 'k3s-settings/server-1', 'drift'],
        ...['objects', 'network/hub', 'network/server', 'image/tiny', 'manifests/applied', 'manifests/dist'],
      ]),
    );
    const open = checks.filter((it) => it.state === 'skipped' || it.state === 'no cluster yet');
    // The stand-in for the hub's pod has no hub in it.
    expect(open.map((it) => it.id)).toEqual(['servers/unknown']);
  });

  test("the log of a user's server", async () => {
    expect((await project.succeed('logs', 'ada')).stdout).toBe('[I ServerApp] Jupyter Server of ada is running\n');
    expect((await project.hubwright('logs', 'ada', '--previous')).output).toContain(
      'jupyter-ada has not been restarted',
    );
  });

  test('the homes of users, also while a node cannot be reached', async () => {
    const [server, agent] = [bed.host('server-1'), bed.host('agent-1')];
    const storage = '/var/lib/rancher/k3s/storage';
    await agent.write(`${storage}/pvc-1_jupyterhub_claim-ada/notes.ipynb`, 'x'.repeat(300_000));
    await agent.write(`${storage}/pvc-1_jupyterhub_claim-ada.moved/notes.ipynb`, 'x');
    await server.write(
      '/var/lib/rancher/k3s/server/manifests/homes.yaml',
      [...homeOf('ada', 'agent-1', '1'), ...homeOf('eve', 'server-1', '2')]
        .map((it) => JSON.stringify(it))
        .join('\n---\n'),
    );
    const phases = async () => (await server.exec(['k3s', 'kubectl', 'get', 'pvc', '-A', '-o', 'json'])).stdout;
    await until(async () => (await phases()).split('"Bound"').length > 3);

    const list = async () => {
      const { code, stdout } = await project.hubwright('home', 'list', '--json');
      return { code, ...(JSON.parse(stdout) as HomeList) };
    };
    const all = await list();
    expect(all.code).toBe(0);
    expect(all.homes.map((it) => [it.user, it.node, it.hasUser, it.notes])).toEqual([
      ['ada', 'agent-1', true, []],
      ['eve', 'server-1', false, ['no such user', 'its folder is missing']],
    ]);
    expect(all.homes[0]?.bytes).toBeGreaterThanOrEqual(300_000);
    expect(all.unknownFolders).toMatchObject([
      { node: 'agent-1', path: `${storage}/pvc-1_jupyterhub_claim-ada.moved` },
    ]);
    const doctor = await project.hubwright('doctor');
    expect(doctor.stdout).toContain('error: server-1: it has no folder for the home of eve');
    const { homes } = JSON.parse((await project.hubwright('status', '--json')).stdout) as HomeList;
    expect(homes.map((it) => [it.user, it.node, it.path])).toEqual([
      ['ada', 'agent-1', `${storage}/pvc-1_jupyterhub_claim-ada`],
      ['eve', 'server-1', `${storage}/pvc-2_jupyterhub_claim-eve`],
    ]);

    await agent.cutLink();
    const some = await list();
    await agent.restoreLink();
    expect(some.code).toBe(1);
    expect(some.nodes).toEqual([
      { name: 'agent-1', problem: 'the host does not answer' },
      { name: 'server-1', problem: null },
    ]);
    expect(some.homes.map((it) => [it.user, it.bytes])).toEqual([
      ['ada', null],
      ['eve', null],
    ]);
    await server.exec(['rm', '/var/lib/rancher/k3s/server/manifests/homes.yaml']);

    await server.write(`${storage}/pvc-2_jupyterhub_claim-eve/notes.ipynb`, 'mine');
    const move = ['home', 'move', 'eve', '--to', 'agent-1'];
    expect((await project.hubwright(...move)).output).toContain('a move needs confirmation');
    expect((await project.succeed(...move, '--yes')).stdout).toContain('moved the home of eve to agent-1');
    const moved = (await list()).homes.find((it) => it.user === 'eve');
    expect(moved).toMatchObject({ node: 'agent-1', phase: 'Bound', notes: ['no such user'] });
    expect(await agent.read(`${moved?.path}/notes.ipynb`)).toBe('mine');
    const again = await project.succeed(...move, '--yes', '--delete-old');
    expect(again.stdout).toMatch(/The home of eve is on agent-1.*server-1: .*claim-eve\.moved-\w+\ndeleted/s);
    expect((await project.succeed('home', 'release', 'eve')).stdout).toContain('Nothing keeps the servers of eve');

    await server.tune({ servers: [] });
    const drain = ['node', 'drain', 'agent-1'];
    expect((await project.hubwright(...drain, '--lost')).output).toContain('agent-1 is not lost');
    const drained = await project.succeed(...drain, '--yes');
    expect(drained.stdout).toMatch(/^Moves 2 homes from agent-1 .*No home is left on agent-1, which is cordoned/s);
    const both = (await list()).homes;
    expect(both.map((it) => [it.user, it.node, it.phase])).toEqual([
      ['ada', 'server-1', 'Bound'],
      ['eve', 'server-1', 'Bound'],
    ]);
    expect(await server.read(`${both[1]?.path}/notes.ipynb`)).toBe('mine');
    await server.exec(['k3s', 'kubectl', 'uncordon', 'agent-1']);

    for (const { claim, volume } of both) {
      await server.exec(['k3s', 'kubectl', 'delete', 'pvc', claim, '-n', 'jupyterhub']);
      await server.exec(['k3s', 'kubectl', 'delete', 'pv', volume]);
    }
  });

  test('everything that is broken is found at once, and nothing is changed', async () => {
    const grace = await hashPassword('grace', { ln: 10, r: 8, p: 1 });
    project.write('users.yaml', { users: { ada: { password: HASH, admin: true }, grace: { password: grace } } });
    chmodSync(join(project.folder, '.hubwright/test/token'), 0o644);
    await settings({ tlsSan: ['hub-api.example.com'] });
    await bed.host('server-1').exec(['k3s', 'kubectl', 'delete', 'configmap', 'notes', '-n', 'jupyterhub']);
    await bed.host('server-1').tune({ servers: ['ada'], noDns: true, jobClock: -24 * 3_600_000 });
    await bed.host('server-1').write('/etc/rancher/k3s/config.yaml.d/own.yaml', 'tls-sna: a\n', 0o600);
    await bed.host('server-1').exec(['systemctl', 'restart', 'k3s']);
    await bed.host('agent-1').exec(['sh', '-c', 'rm /var/lib/rancher/k3s/agent/images/*.tar']);
    await bed.host('agent-1').exec(['sh', '-c', 'echo "debug: true" >>/etc/rancher/k3s/config.yaml']);
    await bed.host('server-1').write(`${FOLDER}/own.yaml`, '');
    const records = 'owner=helm,name=jupyterhub,status=deployed';
    const get = ['k3s', 'kubectl', 'get', 'secrets', '-n', 'jupyterhub', '-l', records, '-o', 'json'];
    const deployed = async () => JSON.parse((await bed.host('server-1').exec(get)).stdout).items;
    const [old] = await deployed();
    const edit = ['--type=merge', '-p', '{"spec":{"valuesContent":"hub: {}","set":{"hub.x":"hidden"}}}'];
    await bed
      .host('server-1')
      .exec(['k3s', 'kubectl', 'patch', 'helmchart', 'jupyterhub', '-n', 'kube-system', ...edit]);
    await bed.host('agent-1').exec(['systemctl', 'restart', 'k3s-agent']);
    // What was edited is deployed, and nothing besides.
    const [record] = await until(async () => {
      const items = await deployed();
      return items.length === 1 && items[0].metadata.name !== old.metadata.name ? items : undefined;
    });
    const { name, namespace, labels } = record.metadata;
    const metadata = { name: name.replace(/\d+$/, '99'), namespace, labels: { ...labels, version: '99' } };
    await bed
      .host('server-1')
      .exec(['k3s', 'kubectl', 'create', '-f', '-'], { input: JSON.stringify({ ...record, metadata }) });
    const before = (await bed.host('server-1').commands()).length;

    const { code, found, summary, output } = await doctor();
    expect(code).toBe(1);
    expect(found.filter((it) => !it.startsWith('tool/builder: note'))).toEqual([
      'secrets/permissions: error: .hubwright/test/token: others on this machine can read it (mode 644)',
      'manifests/dist: warning: dist/hubwright-users.k8s.yaml: it was generated from older settings',
      VULNERABILITIES,
      'passwords: error: grace: the password is the name of the user',
      BACKUP,
      'objects: error: servers.volumes[0].configMap: there is no ConfigMap jupyterhub/notes in the cluster',
      'certificate/server-1: error: server-1: hub-api.example.com is not in its certificate',
      'k3s-settings/server-1: warning: server-1: k3s does not know the setting "tls-sna" in its configuration',
      'drift: note: server-1: /etc/rancher/k3s/config.yaml.d/own.yaml sets tls-sna',
      'drift: warning: agent-1: /etc/rancher/k3s/config.yaml was edited',
      `drift: warning: server-1: ${FOLDER}/own.yaml was not put there by Hubwright`,
      'drift: warning: hubwright-hub.k8s.yaml: HelmChart kube-system/jupyterhub has another spec.valuesContent and has spec.set in addition',
      'drift: warning: jupyterhub: revision 99 was made by hand with Helm',
      'network/hub: error: deploy/hub: it cannot resolve a name of the cluster (kubernetes.default.svc)',
      'network/hub: error: deploy/hub: it cannot reach the API of its proxy (proxy-api:8001)',
      'network/hub: warning: deploy/hub: it cannot resolve a name outside the cluster (jupyter.org)',
      'network/server: error: jupyter-ada: it cannot resolve a name of the cluster (kubernetes.default.svc)',
      'network/server: error: jupyter-ada: it cannot reach the API of the hub (hub:8081)',
      'network/server: warning: jupyter-ada: it cannot resolve a name outside the cluster (jupyter.org)',
      `image/tiny: error: agent-1: ${project.reference} is not there`,
      'manifests/applied: warning: hubwright-users.k8s.yaml: the cluster has not applied it as it is now',
    ]);
    // The stand-in for the hub's pod has no hub in it, which could say what servers it knows.
    expect(summary).toMatchObject({ errors: 9, warnings: 11, skipped: 1, noClusterYet: 0 });
    for (const hidden of [secret('token'), secret('join-token').trim(), grace, 'the-token-of-a-server', 'hidden']) {
      expect(output).not.toContain(hidden);
    }
    const asked = (await bed.host('server-1').commands()).slice(before).map((it) => it.slice(0, 3).join(' '));
    const looks = /^(k3s (kubectl (get|exec)|crictl inspecti|--version)|systemctl (is-(active|enabled)|show))/;
    expect(asked.filter((it) => !looks.test(it))).toEqual([]);

    const { stdout } = await project.hubwright('doctor');
    expect(stdout).toContain('      fix   `chmod 600 .hubwright/test/token`\n');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d+ checks: \d+ ok, 1 skipped; 9 errors, \d+ warnings/);
  });
});
