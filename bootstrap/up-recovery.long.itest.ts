import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Check } from '../operate/doctor/check.ts';
import type { Status } from '../operate/status.ts';
import { Project } from '../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';
import { until } from '../testbed/until.ts';

const MANIFESTS = '/var/lib/rancher/k3s/server/manifests';
const CRASH = `Loading extra config: mine
Traceback (most recent call last):
  File "<string>", line 1, in <module>
NameError: name 'foo' is not defined`;

(whyNoTestBed() === undefined ? describe : describe.skip)('a cluster of which something was deleted, or ends', () => {
  let bed: TestBed;
  let project: Project;
  const host = () => bed.host('server-1');
  const kubectl = async (...words: string[]) => (await host().exec(['k3s', 'kubectl', ...words])).stdout;
  const volumes = async () => JSON.parse(await kubectl('get', 'pv', '-o', 'json')).items;
  /** By claim, the volume that is or was its. */
  const volumeOf = async () =>
    Object.fromEntries(
      (await volumes()).map((it: { metadata: { name: string }; spec: { claimRef: { name: string } } }) => {
        return [it.spec.claimRef.name, it.metadata.name];
      }),
    );
  const claim = (note: string) => {
    const metadata = { name: 'claim-ada', namespace: 'jupyterhub', annotations: { note } };
    const spec = { storageClassName: 'hubwright-home' };
    return host().write(
      `${MANIFESTS}/ada.yaml`,
      JSON.stringify({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec }),
    );
  };
  const status = async (): Promise<Status> => JSON.parse((await project.hubwright('status', '--json')).stdout);
  const settings = (others: object = {}) => {
    const server = { name: 'server-1', address: host().address, user: 'ubuntu' };
    return project.settings({ provider: 'ssh', servers: [server] }, others);
  };

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(['server-1']);
    project = new Project(bed.env);
    await settings();
  });
  afterAll(async () => bed?.destroy());

  test('k3s that keeps ending: what it logs is shown while waiting for it', async () => {
    await host().tune({ fatal: 'no default routes found in /proc/net/route' });
    const { child, ended } = project.start('up');
    let stderr = '';
    child.stderr?.on('data', (part) => {
      stderr += part;
    });
    await until(() => stderr.includes('), as it has ended: Error: no default routes found in /proc/net/route\n'));
    await host().tune({});
    expect((await ended).code).toBe(0);
  });

  test('the namespace: all of it comes back, and every claim gets the volume that it had', async () => {
    await claim('first');
    await until(async () => 'claim-ada' in (await volumeOf()));
    const before = await volumeOf();
    await kubectl('delete', 'namespace', 'jupyterhub');
    await until(async () => !(await kubectl('get', 'namespaces', '-o', 'name')).includes('jupyterhub'));

    const { isHealthy, manifests, volumes: lost } = await status();
    expect(isHealthy).toBe(false);
    expect(manifests.flatMap((it) => it.missing)).toContain('Namespace jupyterhub');
    expect(lost?.map(({ volume }) => volume).sort()).toEqual(Object.values(before).sort());
    expect(lost?.map(({ why }) => why)).toEqual([undefined, undefined]);

    const { code, output } = await project.hubwright('up');
    expect(output).toContain('restoring  restore: ');
    expect(code).toBe(0);
    expect((await status()).isHealthy).toBe(true);
    const phases = (await volumes()).map((it: { status: { phase: string } }) => it.status.phase);
    expect(phases.sort()).toEqual(['Available', 'Bound']);
    // As KubeSpawner does at her next start.
    await claim('second');
    await until(async () =>
      (await kubectl('get', 'pvc', 'claim-ada', '-n', 'jupyterhub', '-o', 'json')).includes('"Bound"'),
    );
    expect(await volumeOf()).toEqual(before);
    expect((await project.hubwright('up')).output).not.toMatch(/^(done|waiting|FAILED|restoring) /m);
  });

  test('objects of the manifests and of the release, and what k3s knows of a manifest', async () => {
    const [secret] =
      (await kubectl('get', 'secrets', '-n', 'jupyterhub', '-o', 'name')).match(/hubwright-users-\w/) ?? [];
    await kubectl('delete', 'secret', secret ?? '', '-n', 'jupyterhub');
    await kubectl('delete', 'storageclass', 'hubwright-home');
    await kubectl('delete', 'addon', 'hubwright-hub', '-n', 'kube-system');
    await kubectl('delete', 'deployment', 'hub', '-n', 'jupyterhub');
    const { stdout } = await project.hubwright('status');
    expect(stdout).toContain(`lacks Secret jupyterhub/${secret}\n`);
    expect(stdout).toContain('lacks StorageClass hubwright-home\n');
    expect(stdout).toContain('not deployed: it lacks Deployment jupyterhub/hub\n');
    const { code, output } = await project.hubwright('up');
    expect(output).toContain('retrying   release: the cluster lacks Deployment jupyterhub/hub\n');
    expect(code).toBe(0);
    expect((await status()).isHealthy).toBe(true);

    await kubectl('delete', 'helmchart', 'jupyterhub', '-n', 'kube-system');
    await until(async () => !(await kubectl('get', 'deployments', '-A', '-o', 'name')).includes('hub'));
    await project.succeed('up');
    expect((await status()).isHealthy).toBe(true);
  });

  test('waits for Helm if it was killed; a hub that crashes is reported with its log, and not waited for', async () => {
    await host().tune({ helmKilled: true, hubCrashes: CRASH });
    await settings({ hub: { culling: { idle: '4h' } } });
    const { code, output } = await project.hubwright('up');
    expect(code).toBe(1);
    expect(output).not.toContain('Helm has failed');
    expect(output).toMatch(/^waiting +hub: .*; it said: NameError: name 'foo' is not defined$/m);
    expect(output).toContain('Wait until the hub answers: gave up waiting for the hub to answer');
    expect(output).toContain('  |  Loading extra config: mine\n  |  Traceback (most recent call last):\n');
    const status = await project.hubwright('status');
    expect(status.stdout).toContain("does not answer because the hub crashes: NameError: name 'foo' is not defined\n");
    expect(status.stdout).toContain('The hub crashes. Its last log lines:\n  |  Loading extra config: mine\n');
    const checks: Check[] = JSON.parse((await project.hubwright('doctor', '--json')).stdout).checks;
    const found = checks.flatMap(({ problems }) => problems).filter((it) => it.severity === 'error');
    expect(found.map((it) => it.where)).toEqual(['hub', 'hub']);
    expect(found[0]?.message).toContain("NameError: name 'foo' is not defined");

    await host().tune({});
    const platform = readFileSync(join(project.folder, 'platform.yaml'), 'utf8');
    project.write('platform.yaml', platform.replace('4h', '3h'));
    await project.succeed('up');
  });

  test('an image that its registry does not have fails the last step, and is pulled anew once it is there', async () => {
    await host().tune({ unpullable: 'registry.lan/hub/science:1' });
    const { code, output } = await project.hubwright('up');
    expect(code).toBe(1);
    expect(output).toMatch(
      /gave up waiting for \S+ to pull registry\.lan\/hub\/science:1 \(its registry does not have it\)/,
    );
    expect(output).toContain('  fix      Correct its name or tag in platform.yaml, then `npx hubwright up`.\n');
    const { isHealthy, unpulled } = await status();
    expect([isHealthy, unpulled?.map((it) => it.image)]).toEqual([false, ['registry.lan/hub/science:1']]);
    const checks: Check[] = JSON.parse((await project.hubwright('doctor', '--json')).stdout).checks;
    const found = checks.flatMap(({ problems }) => problems).filter((it) => it.severity === 'error');
    expect(found.map((it) => it.message)).toEqual([
      'registry.lan/hub/science:1 cannot be pulled: its registry does not have it',
    ]);

    await host().tune({});
    expect((await project.succeed('up')).output).toMatch(
      /^retrying +pulled: continuous-image-puller-\S+, which could not pull/m,
    );
    expect((await status()).isHealthy).toBe(true);
  });
});
