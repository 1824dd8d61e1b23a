import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TestBed, whyNoTestBed } from './test-bed.ts';
import type { TestHost } from './test-host.ts';
import { until } from './until.ts';

/* What stands in for k3s beyond the contract in contract/, which is tried on real hosts too. */

const CHART = `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: jupyterhub, namespace: kube-system}
spec: {chart: jupyterhub, targetNamespace: jupyter, createNamespace: true}
`;

(whyNoTestBed() === undefined ? describe : describe.skip)('k3s on several hosts, with a chart', () => {
  let bed: TestBed;
  let first: TestHost;
  let second: TestHost;
  let agent: TestHost;

  beforeAll(async () => {
    bed = await TestBed.create();
    [first, second, agent] = (await bed.addAll(['server-1', 'server-2', 'agent-1'])) as [TestHost, TestHost, TestHost];
  });
  afterAll(async () => bed?.destroy());

  const install = (host: TestHost, role: string) =>
    host.exec(['sh', '-c', `curl -sfL https://get.k3s.io | INSTALL_K3S_SKIP_START=true sh -s - ${role}`]);
  const start = (host: TestHost, unit: string) => host.exec(['systemctl', 'restart', '--no-block', unit]);
  const state = async (host: TestHost, unit: string) =>
    (await host.exec(['systemctl', 'is-active', unit], { allow: [3] })).stdout;
  const get = async (...words: string[]) =>
    JSON.parse((await first.exec(['k3s', 'kubectl', 'get', ...words, '-o', 'json'])).stdout);
  const ready = async () =>
    (await get('nodes')).items
      .filter((node: { status: { conditions: { status: string }[] } }) => node.status.conditions[0]?.status === 'True')
      .map((node: { metadata: { name: string } }) => node.metadata.name);

  test('the first server starts, makes the full token and listens', async () => {
    await first.write('/etc/rancher/k3s/config.yaml', 'token: secret\ncluster-init: true\n', 0o600);
    await install(first, 'server');
    await start(first, 'k3s');
    await until(async () => (await state(first, 'k3s')) === 'active');
    expect(await first.read('/var/lib/rancher/k3s/server/token')).toMatch(/^K10[0-9a-f]{64}::server:secret\n$/);
    expect((await first.exec(['ss', '-Hltn'])).stdout).toMatch(/:6443 /);
    expect(await ready()).toEqual(['server-1']);
  });

  test('an agent ends at a setting that it does not know', async () => {
    await agent.write('/etc/rancher/k3s/config.yaml', 'tokem: a\n', 0o600);
    await install(agent, 'agent');
    await start(agent, 'k3s-agent');
    const journal = () => agent.exec(['journalctl', '-u', 'k3s-agent']);
    await until(async () => (await journal()).stdout.includes('flag provided but not defined: -tokem'));
    expect(await state(agent, 'k3s-agent')).toBe('activating');
  });

  test('a server and an agent join with the full token, and an agent not with a wrong one', async () => {
    const token = (await first.read('/var/lib/rancher/k3s/server/token'))?.trim();
    const config = (t: string | undefined) => `token: "${t}"\nserver: https://10.77.0.1:6443\n`;
    await second.write('/etc/rancher/k3s/config.yaml', config(token), 0o600);
    await agent.write('/etc/rancher/k3s/config.yaml', config(`K10${'0'.repeat(64)}::server:secret`), 0o600);
    await install(second, 'server');
    await Promise.all([start(second, 'k3s'), start(agent, 'k3s-agent')]);
    await until(async () =>
      (await agent.exec(['journalctl', '-u', 'k3s-agent'])).stdout.includes('CA hash does not match'),
    );
    expect(await state(agent, 'k3s-agent')).toBe('activating');
    await agent.write('/etc/rancher/k3s/config.yaml', config(token), 0o600);
    await start(agent, 'k3s-agent');
    await until(async () => (await ready()).length === 3);
    expect(await ready()).toEqual(['agent-1', 'server-1', 'server-2']);
    const here = await second.exec(['k3s', 'kubectl', 'get', 'nodes', '-o', 'name']);
    expect(here.stdout.split('\n')).toHaveLength(3);
  });

  test('a chart that is in a manifest becomes a release, and its hub answers on every node', async () => {
    await first.write('/var/lib/rancher/k3s/server/manifests/hub.yaml', CHART);
    await until(
      async () => (await get('secrets', '-n', 'jupyter', '-l', 'owner=helm,status=deployed')).items.length === 1,
    );
    expect((await get('job', '-n', 'kube-system', 'helm-install-jupyterhub')).status.succeeded).toBe(1);
    await until(async () =>
      (await agent.exec(['/usr/bin/curl', '-sf', 'http://127.0.0.1/hub/api'])).stdout.includes('5.5.0'),
    );
  });

  test('manifests and images may come and go while k3s looks at them', async () => {
    const folders = '/var/lib/rancher/k3s/server/manifests/more /var/lib/rancher/k3s/agent/images';
    const churn = `for i in $(seq 30); do for f in ${folders}; do mkdir -p $f; (cd $f; touch $(seq -f '%g.yaml' 300) $(seq -f '%g.tar' 300); rm -f -- [0-9]*); done; done`;
    await first.exec(['sh', '-c', `${churn}; rmdir /var/lib/rancher/k3s/server/manifests/more`]);
    const restarts = await first.exec(['systemctl', 'show', 'k3s', '--property=NRestarts,ActiveState', '--value']);
    expect(restarts.stdout.split('\n').sort()).toEqual(['0', 'active']);
  });

  test('a host that was switched off can be switched on again at once', async () => {
    for (let i = 0; i < 3; i++) {
      await second.stop();
      await second.start();
    }
    await until(async () => (await state(second, 'k3s')) === 'active');
  });

  test('a systemctl that is killed as it starts a unit leaves one that goes on, and the next starts no second', async () => {
    const pattern = "'[-]-keep k3s-agent'";
    const keepers = async () =>
      Number((await agent.exec(['pgrep', '-cf', '[-]-keep k3s-agent'], { allow: [1] })).stdout);
    await agent.exec(['systemctl', 'stop', 'k3s-agent']);
    await until(async () => (await keepers()) === 0);
    // Both wait for the file that only one may have, until both are there.
    const both = `systemctl restart k3s-agent & until pgrep -f ${pattern}; do :; done; kill -9 $!
systemctl restart --no-block k3s-agent & until [ "$(pgrep -cf ${pattern})" = 2 ]; do :; done`;
    await agent.exec(['flock', '--close', '/run/testbed/k3s-agent.only', 'sh', '-c', both]);
    await until(async () => (await state(agent, 'k3s-agent')) === 'active');
    await until(async () => (await keepers()) === 1);
  });

  test('a command runs in a pod that is there, and names come in columns', async () => {
    const kubectl = (...words: string[]) => first.exec(['k3s', 'kubectl', ...words]);
    const columns = 'custom-columns=POD:.metadata.name,USER:.metadata.annotations.hub\\.jupyter\\.org/username';
    await first.tune({ servers: ['ada@example.com'] });
    const list = () => kubectl('get', 'pods', '-n', 'jupyter', '-l', 'component=singleuser-server', '-o', columns);
    await until(async () => (await list()).stdout.includes('ada'));
    expect((await list()).stdout.split('\n').map((line) => line.trim())).toEqual([
      'POD                       USER',
      'jupyter-ada-example-com   ada@example.com',
    ]);
    const ask = ['getent', 'hosts', 'kubernetes.default.svc'];
    const exec = (...words: string[]) => kubectl('exec', '-n', 'jupyter', ...words);
    expect((await exec('deploy/hub', '-c', 'hub', '--', ...ask)).stdout).toContain('127.0.0.1');
    const refused = async (...words: string[]) => (await exec(...words).catch((error) => error)).stderr;
    expect(await refused('deploy/gone', '--', ...ask)).toContain('deployments.apps "gone" not found');
    expect(await refused('deploy/hub', '-c', 'x', '--', ...ask)).toMatch(/container x is not valid for pod hub-/);
    expect(await refused('deploy/hub')).toContain('you must specify at least one command');
    expect(await refused('deploy/hub', '--', 'false')).toBe('command terminated with exit code 1');
    await first.tune({ noDns: true });
    expect(await refused('deploy/hub', '--', ...ask)).toBe('command terminated with exit code 2');
    await first.tune({});
  });

  test('uninstalling takes the data away, and every command was noted', async () => {
    await agent.exec(['k3s-agent-uninstall.sh']);
    expect(await agent.read('/usr/local/bin/k3s')).toBeUndefined();
    expect(await agent.read('/etc/rancher/k3s/config.yaml')).toBeUndefined();
    expect(await state(agent, 'k3s-agent')).toBe('inactive');
    const noted = (await agent.commands()).map((argv) => argv.slice(0, 2).join(' '));
    expect(noted).toContain('install.sh agent');
    expect(noted.filter((line) => line === 'systemctl restart')).toHaveLength(5);
  });
});
