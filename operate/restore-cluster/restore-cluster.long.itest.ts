import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { whyNoRestic } from '../../testbed/install-stand-ins.ts';
import { KillingSsh, type KillTime } from '../../testbed/killing-ssh.ts';
import { Project } from '../../testbed/project.ts';
import { PACK_DATASTORE } from '../../testbed/stand-ins/k3s-datastore.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';

const STORAGE = '/var/lib/rancher/k3s/storage';
const ADA = `${STORAGE}/pvc-a_jupyterhub_claim-ada`;
const EVE = `${STORAGE}/pvc-e_jupyterhub_claim-eve`;
const ZOE = `${STORAGE}/pvc-z_jupyterhub_claim-zoe`;
const HUB = `${STORAGE}/pvc-h_jupyterhub_hub-db-dir`;
/** One in so many commands has a kill: each of them with HUBWRIGHT_EVERY_KILL=1. */
const STEP = process.env.HUBWRIGHT_EVERY_KILL === '1' ? 1 : 6;
const OWN = '/etc/rancher/k3s/config.yaml.d/own.yaml';

/** A volume of a node, and its claim. */
function volume(name: string, claim: string, node: string): object[] {
  const expression = { key: 'kubernetes.io/hostname', operator: 'In', values: [node] };
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } };
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'jupyterhub', name: claim, uid: name };
  const local = { path: `${STORAGE}/${name}_jupyterhub_${claim}` };
  const annotations = { 'volume.kubernetes.io/selected-node': node };
  return [
    { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec: { local, claimRef, nodeAffinity } },
    {
      ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
      metadata: { name: claim, namespace: 'jupyterhub', annotations },
      ...{ spec: { volumeName: name }, status: { phase: 'Bound' } },
    },
  ];
}

const why = whyNoTestBed() ?? whyNoRestic();
(why === undefined ? describe : describe.skip)('a cluster that is lost', () => {
  let bed: TestBed;
  let ssh: KillingSsh;
  let project: Project;
  let token: string | undefined;
  const sh = async (host: string, script: string, allow: readonly number[] = []) =>
    (await bed.host(host).exec(['sh', '-c', script], { allow })).stdout;
  const kubectl = async (host: string, ...words: string[]) =>
    (await bed.host(host).exec(['k3s', 'kubectl', ...words])).stdout;
  const restore = (...words: string[]) => project.hubwright('restore', '--cluster', ...words);
  const folder = () => join(project.folder, '.hubwright/test');

  const host = (host: string, name = host) => ({ name, address: bed.host(host).address, user: 'ubuntu' });
  const backup = async () => {
    const nas = bed.host('nas');
    const [type, key] = ((await nas.read('/etc/ssh/ssh_host_ed25519_key.pub')) ?? '').split(' ');
    return {
      repository: `sftp:ubuntu@${nas.address}:/home/ubuntu/repository`,
      password: { env: 'BACKUP_PASSWORD' },
      ssh: { key: { file: 'backup-key' }, hostKey: `${type} ${key}` },
    };
  };
  async function settings(server: string, agent: string, agentName = agent, of = project): Promise<void> {
    const cluster = { provider: 'ssh', servers: [host(server)], agents: [host(agent, agentName)] };
    await of.settings(cluster, { backup: await backup() });
  }
  /** The project on a machine that knows nothing of the cluster. */
  function another(): Project {
    const other = new Project({ PATH: `${bed.bin}:${process.env.PATH}`, BACKUP_PASSWORD: 'hunter2-backup' });
    other.write('backup-key', readFileSync(bed.key, 'utf8'));
    return other;
  }

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(['nas', 'old-1', 'old-2', 'new-1', 'new-2', 'next-1']);
    ssh = new KillingSsh(join(bed.dir, 'killing'), `${bed.bin}/ssh`);
    project = new Project({ PATH: `${ssh.bin}:${process.env.PATH}`, BACKUP_PASSWORD: 'hunter2-backup' });
    project.write('backup-key', readFileSync(bed.key, 'utf8'));
    await settings('old-1', 'old-2');
    await project.succeed('up');
    await kubectl('old-1', 'label', 'node', 'old-1', 'rack=a');
    await sh('old-2', `mkdir -p ${ADA}/drafts && echo mine >${ADA}/drafts/a.ipynb && chown -R 1000:100 ${ADA}`);
    await sh('old-1', `mkdir -p ${HUB} $(dirname ${OWN}) && echo 'debug: true' >${OWN}`);
    await sh(
      'old-1',
      `python3 -c 'import sqlite3; sqlite3.connect("${HUB}/jupyterhub.sqlite").execute("create table t(a)")'`,
    );
    const create = (items: object[]) =>
      bed
        .host('old-1')
        .exec(['k3s', 'kubectl', 'create', '-f', '-'], { input: JSON.stringify({ kind: 'List', items }) });
    for (const claim of ['hub-db-dir', 'claim-ada'])
      await kubectl('old-1', 'delete', 'pvc', claim, '-n', 'jupyterhub', '--ignore-not-found');
    await create([...volume('pvc-a', 'claim-ada', 'old-2'), ...volume('pvc-h', 'hub-db-dir', 'old-1')]);
    await bed.host('old-1').exec(['python3', '-c', PACK_DATASTORE]);
    await project.succeed('backup', 'now');
    // Made since, so that the datastore does not know it.
    await sh('old-2', `mkdir -p ${EVE} && echo new >${EVE}/e.ipynb && /usr/local/lib/hubwright/backup run`);
    token = (await bed.host('old-1').read('/var/lib/rancher/k3s/server/token'))?.trim();
    for (const name of ['old-1', 'old-2']) await bed.host(name).stop();
    // Another machine, which only has the project.
    rmSync(folder(), { recursive: true });
    // One of another name, and another machine under a name that there was.
    await settings('new-1', 'new-2', 'old-2');
  });
  afterAll(async () => bed?.destroy());

  const REFUSED: readonly [name: string, breaks: string, said: RegExp, repairs: string][] = [
    ['a home on a host', `mkdir -p ${ADA}`, /new-1 \(.*\): a volume, /, 'rm -r /var/lib/rancher'],
    [
      'a datastore',
      'mkdir -p /var/lib/rancher/k3s/server/db/etcd',
      /new-1 \(.*\): a datastore$/m,
      'rm -r /var/lib/rancher',
    ],
    ['k3s', 'touch /etc/systemd/system/k3s.service', /k3s is installed \(k3s\)/, 'rm /etc/systemd/system/k3s.service'],
    ['nobody who agrees', '', /a restore needs confirmation/, ''],
  ];
  test.each(REFUSED)('refused for %s, and nothing is changed', async (_name, breaks, said, repairs) => {
    await sh('new-1', breaks);
    const { code, output } = await restore();
    await sh('new-1', repairs);
    expect(output).toMatch(said);
    expect(code).not.toBe(0);
    expect(existsSync(join(folder(), 'restore.json'))).toBe(false);
    expect(await sh('new-1', 'ls /var/lib/rancher /usr/local/bin/k3s', [2])).toBe('');
  });

  async function isBack(): Promise<void> {
    expect(await sh('new-2', `cat ${ADA}/drafts/a.ipynb ${EVE}/e.ipynb; stat -c %u:%g ${ADA}`)).toBe(
      'mine\nnew\n1000:100',
    );
    expect(await sh('new-1', `stat -c %u ${HUB}/jupyterhub.sqlite; ls ${STORAGE}; cat ${OWN}`)).toBe(
      `1000\n${HUB.slice(STORAGE.length + 1)}\ndebug: true`,
    );
    expect((await bed.host('new-1').read('/var/lib/rancher/k3s/server/token'))?.trim()).toBe(token);
    expect(await kubectl('new-1', 'get', 'nodes', '-o', 'name')).toBe('node/new-1\nnode/old-2');
    const homes = JSON.parse((await project.hubwright('home', 'list', '--json')).stdout).homes;
    expect(homes.map((it: Record<string, string>) => `${it.user} ${it.node} ${it.path}`)).toEqual([
      `ada old-2 ${ADA}`,
      `eve old-2 ${EVE}`,
    ]);
    const claim = JSON.parse(await kubectl('new-1', 'get', 'pvc', 'hub-db-dir', '-n', 'jupyterhub', '-o', 'json'));
    expect(claim.metadata.annotations['volume.kubernetes.io/selected-node']).toBe('new-1');
    expect(await sh('new-1', 'ls -A /etc/rancher/k3s/config.yaml.d; ls -A /var/lib/rancher/k3s')).not.toContain(
      'restore',
    );
    expect(existsSync(join(folder(), 'restore.json'))).toBe(false);
    expect((await project.succeed('up')).output).not.toMatch(/^done/m);
  }

  let keys: readonly string[] = [];
  /** That with which the datastore is closed, once it knows the new nodes. */
  let closing = '';
  test('comes back onto empty hosts of other names', async () => {
    const look = await restore('--dry-run');
    expect(look.output).toMatch(/old-1 +to new-1, .*\n +old-2 +to old-2, /);
    ssh.takeLog();
    const { code, output } = await restore('--yes');
    expect(output).toContain(
      'The home of eve is newer than the backup of the cluster: it is kept for the next server.',
    );
    expect(output).toMatch(/`kubectl label node new-1 rack=a`\.$/m);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('The cluster test is restored.') });
    const log = [...new Set(ssh.takeLog())];
    const own = /hubwright-restore|remake-volumes|systemctl stop|delete node|storage\/pvc/;
    closing = log.find((key) => /systemctl stop k3s\W*$/.test(key)) ?? '';
    keys = log.filter((key) => own.test(key)).filter((_, i) => i % STEP === 0);
    await isBack();
    const commands = (await Promise.all(['new-1', 'new-2'].map((name) => bed.host(name).commands()))).flat(2).join(' ');
    expect(output + commands).not.toMatch(new RegExp(`hunter2|${token?.split(':').at(-1)}`));
  });

  test('killed at its steps, it goes on where it was, and up is refused until it has ended', async () => {
    await project.succeed('down', '--yes', 'test');
    expect(keys.length).toBeGreaterThan(2);
    // Given up half-way.
    ssh.want(new Map([[keys.at(-1) ?? '', 'after']]));
    const half = project.start('restore', '--cluster', '--yes');
    ssh.target = half.child.pid ?? 0;
    expect((await half.ended).code).toBeNull();
    // By somebody else, as the machine where it began is gone.
    const other = another();
    await settings('new-1', 'new-2', 'old-2', other);
    const unfinished = /the restore of this cluster that \S+ began at .* has not finished/;
    expect((await other.succeed('adopt', '--yes')).output).toMatch(unfinished);
    expect((await other.hubwright('up', '--yes', '--break-lock')).output).toMatch(unfinished);
    expect((await other.hubwright('up', '--dry-run')).output).toMatch(unfinished);
    await other.succeed('down', '--yes', 'test');
    expect((await restore('--yes')).output).toContain('what it had put on the hosts is gone');
    await project.succeed('down', '--yes', 'test');
    expect(existsSync(folder())).toBe(false);
    ssh.want(new Map(keys.map((key, i): [string, KillTime] => [key, i % 2 === 0 ? 'during' : 'after'])));
    let rounds = 0;
    for (let code: number | null = null; code === null; ) {
      const run = project.start('restore', '--cluster', '--yes');
      ssh.target = run.child.pid ?? 0;
      const ended = await run.ended;
      if (ended.code !== null && ended.code !== 0) throw new Error(ended.output);
      code = ended.code;
      if (rounds++ !== 1) continue;
      expect((await project.hubwright('up')).output).toContain('the restore of this cluster has not finished');
      expect((await restore('--at', '2001-01-01')).output).toContain('a restore of this cluster has begun already');
    }
    expect(ssh.open(keys)).toEqual([]);
    await isBack();
  });

  test('practised on another host while it runs, it is there twice for a while, and backed up once', async () => {
    // Those of commands that were killed above, on hosts of other names: restic would wait for them for half an hour.
    await sh('nas', 'rm -f /home/ubuntu/repository/locks/*');
    await settings('next-1', 'new-2', 'old-2');
    expect((await restore('--yes', '--keep', 'old-2')).output).toMatch(
      /the cluster test still runs on new-1 \(ubuntu@\S+ over SSH\): restored, it would be there twice/,
    );
    await settings('new-1', 'new-2', 'old-2');
    const snapshots = () => sh('nas', 'ls /home/ubuntu/repository/snapshots');
    const before = await snapshots();
    const copy = another();
    const restoreOnly = { ...(await backup()), restoreOnly: true };
    await copy.settings({ provider: 'ssh', servers: [host('next-1')] }, { backup: restoreOnly });
    expect((await copy.succeed('restore', '--cluster', '--yes')).output).toContain('It will be a copy');
    expect(await sh('next-1', `cat ${ADA}/drafts/a.ipynb; ls -d /etc/systemd/system/hubwright-backup*`, [2])).toBe(
      'mine',
    );
    expect((await copy.hubwright('backup', 'now')).output).toContain('this cluster only reads backups');
    expect(await sh('next-1', '/usr/local/lib/hubwright/backup run 2>&1', [1])).toContain('nothing is backed up here');
    expect((await copy.succeed('backup', 'list')).output).toContain('ada');
    expect(JSON.parse((await copy.succeed('status', '--json')).stdout)).toMatchObject({
      isHealthy: true,
      backups: null,
    });
    expect((await copy.succeed('up')).output).not.toMatch(/^done/m);
    await copy.succeed('down', '--yes', 'test');
    expect(await snapshots()).toBe(before);
    expect((await project.succeed('up')).output).not.toMatch(/^done/m);
  });

  describe('when only the server is lost', () => {
    const keep = (...words: string[]) => restore('--keep', 'old-2', ...words);
    const homes = () => sh('new-2', `cat ${ADA}/drafts/a.ipynb ${EVE}/e.ipynb ${ZOE}/z.ipynb`);

    test('its agent is refused, with how to keep it', async () => {
      await bed.host('new-1').exec(['python3', '-c', PACK_DATASTORE]);
      await project.succeed('backup', 'now');
      await sh('new-2', `echo since >>${ADA}/drafts/a.ipynb && mkdir -p ${ZOE} && echo hers >${ZOE}/z.ipynb`);
      await bed.host('new-1').stop();
      rmSync(folder(), { recursive: true });
      await settings('next-1', 'new-2', 'old-2');
      expect((await restore('--yes')).output).toMatch(
        /runs on old-2, and this folder does not know it\n.*`--keep NODE` for each/,
      );
      expect((await restore('--yes', '--keep', 'server')).output).toContain('platform.yaml has no node server');
    });

    test('given up half-way, what is on the agent stays', async () => {
      const { output } = await keep('--dry-run');
      expect(output).toMatch(/old-2 +stays as it is, with 3 volumes/);
      const key = closing.replace(bed.host('new-1').address, bed.host('next-1').address);
      ssh.want(new Map([[key, 'after']]));
      const half = project.start('restore', '--cluster', '--yes', '--keep', 'old-2');
      ssh.target = half.child.pid ?? 0;
      expect((await half.ended).code).toBeNull();
      // On another machine, which does not know what the restore keeps.
      rmSync(join(folder(), 'restore.json'));
      const down = await project.hubwright('down', '--yes', 'test');
      expect(down.output).toContain('The restore that has not ended keeps old-2: nothing is deleted there.');
      expect(down.output).toContain('`npx hubwright restore --cluster --keep old-2` takes in again');
      expect(existsSync(folder())).toBe(false);
      expect(await homes()).toBe('mine\nsince\nnew\nhers');
    });

    test('it comes back with the homes on its agent as they are now', async () => {
      const { code, output } = await keep('--yes');
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('The cluster test is restored.') });
      expect(output).toContain('The home of zoe is newer than the backup of the cluster');
      expect(await homes()).toBe('mine\nsince\nnew\nhers');
      expect(await kubectl('next-1', 'get', 'nodes', '-o', 'name')).toBe('node/next-1\nnode/old-2');
      const { homes: listed } = JSON.parse((await project.hubwright('home', 'list', '--json')).stdout);
      expect(listed.map((it: Record<string, string>) => `${it.user} ${it.node} ${it.path}`)).toEqual([
        ...[`ada old-2 ${ADA}`, `eve old-2 ${EVE}`, `zoe old-2 ${ZOE}`],
      ]);
      expect(await sh('next-1', `ls ${STORAGE}`)).toBe(HUB.slice(STORAGE.length + 1));
      expect((await project.succeed('up')).output).not.toMatch(/^done/m);
    });
  });
});
