import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HASH } from '../../settings/testing.ts';
import { KillingSsh, type KillTime } from '../../testbed/killing-ssh.ts';
import { Project } from '../../testbed/project.ts';
import { PACK_DATASTORE } from '../../testbed/stand-ins/k3s-datastore.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';

const NODES = ['server-1', 'agent-1'];
const [OLD, PATCH, NEW] = ['v1.36.5+k3s1', 'v1.36.6+k3s1', 'v1.37.0+k3s1'];
const STORAGE = '/var/lib/rancher/k3s/storage';
const DATABASE = `${STORAGE}/pvc-0_jupyterhub_hub-db-dir/jupyterhub.sqlite`;
const USERS = '/var/lib/rancher/k3s/server/manifests/hubwright-users.k8s.yaml';
const withoutUsers = (state: readonly string[]) => state.map((it) => it.replace(/\n?^.*hubwright-users.*$/m, ''));
/** Milliseconds: many runs, however busy the machine is. */
const LONG = 300 * 60_000;
/** How many of the commands of an upgrade, and of a rollback, have a kill: all of them with HUBWRIGHT_EVERY_KILL=1. */
const KILLS = process.env.HUBWRIGHT_EVERY_KILL === '1' ? Number.POSITIVE_INFINITY : 2;

(whyNoTestBed() === undefined ? describe : describe.skip)('an upgrade that is undone', () => {
  let bed: TestBed;
  let ssh: KillingSsh;
  let project: Project;
  const sh = async (host: string, script: string) => (await bed.host(host).exec(['sh', '-c', script])).stdout;
  const kubectl = (...words: string[]) => sh('server-1', `k3s kubectl ${words.join(' ')}`);
  const rollback = (...words: string[]) => project.hubwright('rollback', ...words);

  async function settings(k3sVersion: string, hub: object = {}): Promise<void> {
    const [server, agent] = NODES.map((name) => ({ name, address: bed.host(name).address, user: 'ubuntu' }));
    await project.settings({ provider: 'ssh', k3sVersion, servers: [server], agents: [agent] }, { hub });
  }

  /** An object made by hand. */
  async function create(name: string, more: object = {}): Promise<void> {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, ...more };
    await bed.host('server-1').exec(['k3s', 'kubectl', 'create', '-f', '-'], { input: JSON.stringify(object) });
    await bed.host('server-1').exec(['python3', '-c', PACK_DATASTORE]);
  }
  const objects = async () => (await kubectl('get configmaps -n default -o name')).split('\n').filter(Boolean).sort();

  /** The own password of ada in the hub. */
  const setPassword = (hash: string) =>
    sh(
      'agent-1',
      `python3 -c 'import sqlite3
base = sqlite3.connect("${DATABASE}")
base.execute("create table if not exists hubwright_passwords (name primary key, hash, replaces)")
base.execute("replace into hubwright_passwords values (?, ?, ?)", ("ada", "${hash}", ""))
base.commit()'`,
    );
  const password = () =>
    sh(
      'agent-1',
      `python3 -c 'import sqlite3; print(sqlite3.connect("${DATABASE}").execute("select hash from hubwright_passwords").fetchone()[0])'`,
    );

  /** What there is to come back: releases, settings of k3s, manifests, what runs. */
  async function state(): Promise<readonly string[]> {
    const files = await Promise.all(
      NODES.map((name) =>
        sh(
          name,
          'k3s --version; cd /etc/rancher/k3s; sha256sum config.yaml hubwright-token hubwright-started; ' +
            'cat /etc/systemd/system/k3s*.service; systemctl is-active k3s k3s-agent; ' +
            'sha256sum /var/lib/rancher/k3s/server/manifests/hubwright-* 2>/dev/null; true',
        ),
      ),
    );
    const versions = await kubectl('get nodes -o custom-columns=N:.metadata.name,V:.status.nodeInfo.kubeletVersion');
    return [...files, versions];
  }

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(NODES);
    ssh = new KillingSsh(join(bed.dir, 'killing'), `${bed.bin}/ssh`);
    project = new Project({ PATH: `${ssh.bin}:${process.env.PATH}` });
    await settings(OLD);
    await project.succeed('up');
    await sh('agent-1', `mkdir -p $(dirname ${DATABASE})`);
    await setPassword('first');
  });
  afterAll(async () => bed?.destroy());

  test('without an upgrade there is nothing to undo', async () => {
    const { code, output } = await rollback('--yes');
    expect(output).toContain('server-1 has no snapshot that was not undone yet');
    expect(output).toContain('the way back is a backup: `npx hubwright restore --cluster`');
    expect(code).toBe(2);
  });

  test('a release that does not come up: everything is as it was before, and the newer state is kept', async () => {
    await create('before');
    await create('jupyter-ada', {
      kind: 'Pod',
      metadata: { name: 'jupyter-ada', namespace: 'jupyterhub', labels: { component: 'singleuser-server' } },
    });
    const before = await state();
    await settings(NEW, { image: 'registry.example.com/hub:2' });
    await bed.host('server-1').tune({
      ...{ fatalRelease: NEW, fatal: 'bootstrap data already found and encrypted with different token' },
    });
    const dry = await project.succeed('up', '--dry-run');
    expect(dry.output).toContain('snapshot/server-1: Keep what the upgrade replaces');
    const failed = await project.hubwright('up');
    expect(failed.code).toBe(1);
    expect(failed.output).toContain('start/server-1');
    await setPassword('second');
    await sh(
      'agent-1',
      `mkdir -p ${STORAGE}/pvc-eve_jupyterhub_claim-eve && echo mine >${STORAGE}/pvc-eve_jupyterhub_claim-eve/a`,
    );

    const shown = await rollback('--dry-run');
    expect(shown.output).toContain(`server-1  k3s ${NEW} to ${OLD}`);
    // The manifests were not reached.
    expect(shown.output).toContain('hub       stays, with its database');
    expect(shown.output).toContain(`change platform.yaml back first, \`cluster.k3sVersion: ${OLD}\`.`);
    expect((await rollback()).output).toContain('a rollback needs confirmation');

    const { code, output } = await rollback('--yes');
    expect(output).toContain('is undone.');
    expect(code).toBe(0);
    expect(await state()).toEqual(before);
    expect(await objects()).toEqual(['configmap/before']);
    expect((await password()).trim()).toBe('second');
    expect(await sh('agent-1', `cat ${STORAGE}/pvc-eve_jupyterhub_claim-eve/a`)).toBe('mine');
    expect(await kubectl('get pv pvc-eve -o name')).toContain('pvc-eve');
    expect(await kubectl('get pods -n jupyterhub -l component=singleuser-server -o name')).toBe('');
    expect(await sh('server-1', 'ls /etc/rancher/k3s/config.yaml.d')).toBe('');
    expect(await sh('server-1', 'ls -d /var/lib/rancher/k3s/server.before-rollback-*/db')).not.toBe('');
    await bed.host('server-1').tune({});
    await settings(OLD);
    const again = await project.succeed('up');
    expect(again.output).not.toMatch(/^done +(install|start|config|snapshot)/m);
    const history = await project.succeed('history');
    expect(history.output).toMatch(/rollback +.* done/);
  });

  test('only the hub: its database goes back while it is down, and k3s goes on', async () => {
    const before = await state();
    await settings(OLD, { image: 'registry.example.com/hub:2' });
    // Somebody leaves.
    project.write('users.yaml', { users: { ada: { password: HASH, admin: true } } });
    const { output } = await project.succeed('up');
    expect(output).toMatch(/done +snapshot\/agent-1/);
    const users = await sh('server-1', `cat ${USERS}`);
    await setPassword('third');
    const restarts = async () => (await bed.host('server-1').commands()).filter((it) => it[1] === 'restart').length;
    const earlier = await restarts();
    const shown = await rollback('--dry-run');
    expect(shown.output).toContain('back to its image of before, with its database');
    expect(shown.output).toContain('1 user changed their own password since, which is the old one again: ada.');
    expect(shown.output).not.toContain('k3sVersion');
    expect(shown.output).toContain("Of the manifests only the hub's release goes back.");
    const undone = await project.succeed('rollback', '--yes');
    expect(undone.output).toMatch(/done +rollback\/hub-down-server-1/);
    expect(await sh('server-1', `cat ${USERS}`)).toBe(users);
    expect(withoutUsers(await state())).toEqual(withoutUsers(before));
    expect((await password()).trim()).toBe('second');
    expect(await sh('agent-1', `ls ${DATABASE}.before-rollback-*`)).not.toBe('');
    expect(await kubectl('get pods -n jupyterhub -l component=hub -o name')).not.toBe('');
    expect(await restarts()).toBe(earlier);
    await settings(OLD);
    const again = await project.succeed('up');
    expect(again.output).not.toMatch(/^done +(manifests|snapshot)/m);
  });

  test('a patch of k3s, after which the token was rotated: the token of now stays, as the datastore does', async () => {
    await settings(PATCH);
    const [labels, spec] = [{ component: 'singleuser-server' }, { nodeName: 'agent-1' }];
    await create('jupyter-bob', {
      ...{ kind: 'Pod', metadata: { name: 'jupyter-bob', namespace: 'jupyterhub', labels }, spec },
    });
    // An operator's own cordon stays; one that an upgrade has left does not.
    await kubectl('cordon agent-1');
    await kubectl('annotate node server-1 hubwright/cordoned=upgrade');
    await kubectl('cordon server-1');
    const drained = await project.succeed('up', '--drain');
    expect(drained.output).toContain("1 of the users' servers on agent-1 to stop: jupyter-bob");
    expect(await kubectl('get pods -n jupyterhub -l component=singleuser-server -o name')).toBe('');
    const cordons = 'N:.metadata.name,C:.spec.unschedulable,A:.metadata.annotations.hubwright/cordoned';
    expect((await kubectl(`get nodes --no-headers -o custom-columns=${cordons}`)).replaceAll(/ +/g, ' ')).toBe(
      'agent-1 true <none>\nserver-1 <none> <none>',
    );
    await kubectl('uncordon agent-1');
    await project.succeed('token', 'rotate', '--yes');
    const token = () => sh('server-1', 'cat /etc/rancher/k3s/hubwright-token');
    const rotated = await token();
    await create('of-the-patch');
    await project.succeed('rollback', '--yes');
    expect(await kubectl('get nodes -o custom-columns=V:.status.nodeInfo.kubeletVersion --no-headers')).toMatch(
      /^v1\.36\.5\+k3s1\s+v1\.36\.5\+k3s1\s*$/,
    );
    expect(await token()).toBe(rotated);
    expect(await objects()).toContain('configmap/of-the-patch');
    await kubectl('delete configmap of-the-patch -n default');
    await settings(OLD);
    await project.succeed('up');
  });

  /** Runs a command that is killed at another one. @returns whether it was */
  async function killed(key: string, time: KillTime, ...words: string[]): Promise<boolean> {
    ssh.want(new Map([[key, time]]));
    const run = project.start(...words);
    ssh.target = run.child.pid ?? 0;
    const { code, output } = await run.ended;
    ssh.stop();
    if (code !== null && code !== 0) throw new Error(output);
    return code === null;
  }

  /** Some of what changes something, spread over all of it. */
  function chosen(log: readonly string[], idle: readonly string[]): string[] {
    const looks = new Set(idle);
    const keys = [...new Set(log)].filter((key) => !looks.has(key));
    const every = Math.max(1, Math.floor(keys.length / KILLS));
    return keys.filter((_, i) => i % every === Math.floor(every / 2));
  }

  test(
    'killed at its commands, an upgrade is finished or undone, and a rollback is finished',
    async () => {
      ssh.takeLog();
      await project.succeed('up');
      const idle = ssh.takeLog();
      const before = await state();
      await settings(NEW, { image: 'registry.example.com/hub:2' });
      await project.succeed('up');
      const upgrade = chosen(ssh.takeLog(), idle);
      await create('after');
      await project.succeed('rollback', '--yes');
      const log = ssh.takeLog();
      const undoing = chosen(log, idle);
      const [begin = -1, end = -1] = ['begin', 'end'].map((it) =>
        log.findIndex((line) => line.includes(`put-record ${it}`)),
      );
      expect([begin, end]).not.toContain(-1);
      expect(await state()).toEqual(before);
      expect(await objects()).toEqual(['configmap/before']);
      let kills = 0;
      for (const [i, key] of upgrade.entries()) {
        kills += Number(await killed(key, i % 2 === 0 ? 'during' : 'after', 'up'));
        // Every other one is finished first.
        if (i % 2 === 1) {
          await project.succeed('up');
          await create('after');
        }
        const undo = await rollback('--yes');
        const isEarly = /has not changed anything that could be undone|no snapshot that was not undone/.test(
          undo.output,
        );
        if (undo.code !== 0 && !isEarly) throw new Error(`${key}: ${undo.output}`);
        expect(await state()).toEqual(before);
        expect(await objects()).toEqual(['configmap/before']);
      }
      for (const [i, key] of undoing.entries()) {
        await project.succeed('up');
        if (await killed(key, i % 2 === 0 ? 'during' : 'after', 'rollback', '--yes')) {
          kills++;
          // Refused from when it is noted on the servers until its end is; otherwise, it is as if nobody had asked for it.
          const isNoted = begin <= log.indexOf(key) && log.indexOf(key) < end;
          const next = await project.hubwright('up');
          expect([key, next.code]).toEqual([key, isNoted ? 1 : 0]);
          if (isNoted) expect(next.output).toContain('the rollback of this cluster that ');
          await project.succeed('rollback', '--yes');
        }
        expect(await state()).toEqual(before);
      }
      console.log(
        `killed ${kills} times, at ${upgrade.length} commands of an upgrade and ${undoing.length} of a rollback`,
      );
      expect(kills).toBeGreaterThan(0);
    },
    LONG,
  );
});
