import { expect, test } from '@jest/globals';
import { bareFacts } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { certificateCheck } from './certificate.ts';
import type { Check } from './check.ts';
import { type ClusterToAsk, lookIntoCluster } from './look-into-cluster.ts';
import { podCheck } from './pod-network.ts';
import { reportOf } from './testing.ts';

const { signal } = new AbortController();
const { platform } = load({ cluster: { provider: 'local', name: 'test' } });
const ASKED = { kind: 'hub', pod: 'deploy/hub', namespace: 'jupyterhub', isAirgapped: false } as const;

/** A host on which every command ends so. */
function host(ends: (argv: readonly string[]) => { exitCode: number; stdout: string }): Host {
  const unused = () => Promise.reject(new Error('doctor writes and reads no files on hosts'));
  return {
    name: 'test',
    describe: () => 'a fake',
    run: async (argv) => ({ ...ends(argv), stderr: '' }),
    write: unused,
    read: unused,
    close: async () => {},
  };
}

const lost = (reason: 'unreachable' | 'aborted') =>
  host((argv) => {
    throw new HostError({ name: 'test', describe: () => 'a fake' }, { reason, argv });
  });

const units = (state: string) => new Map([['k3s', { state, isEnabled: true }]]);

function asked(changes: Partial<ClusterToAsk>): ClusterToAsk {
  const facts = new Map([['test', bareFacts('10.0.0.1', { units: units('active') })]]);
  return {
    platform,
    hosts: new Map([['test', lost('unreachable')]]),
    facts,
    recorded: [],
    id: 'f00d',
    fresh: new Map(),
    manifests: new Map(),
    signal,
    ...changes,
  };
}

test('a certificate that cannot be seen', async () => {
  const check = async (it: Host) => reportOf(await certificateCheck(it, [], signal));
  expect(await check(host(() => ({ exitCode: 127, stdout: '' })))).toEqual([
    'skipped: openssl is not installed on the host',
  ]);
  expect(await check(host(() => ({ exitCode: 1, stdout: 'connect:errno=111' })))).toEqual([
    'skipped: nothing answers on port 6443',
  ]);
  expect(await check(lost('unreachable'))).toEqual([
    'skipped: test (a fake): openssl s_client -connect 127.0.0.1:6443: the host does not answer',
  ]);
  await expect(check(lost('aborted'))).rejects.toThrow('was interrupted');
});

test('a pod that cannot be asked', async () => {
  expect((await podCheck(lost('unreachable'), ASKED, signal)).state).toBe('skipped');
  await expect(podCheck(lost('aborted'), ASKED, signal)).rejects.toThrow('was interrupted');
});

test('a cluster that cannot be asked is reported so by every check', async () => {
  const details = async (changes: Partial<ClusterToAsk>) => {
    const checks = await lookIntoCluster(asked(changes));
    expect(checks.map((it) => it.state)).toEqual(checks.map(() => 'skipped'));
    return [checks.length, ...new Set(checks.map((it) => it.detail))];
  };
  const fresh = new Map([
    ['mine.k8s.yaml', 'kind: HelmChart\nmetadata: { name: loki, namespace: mine }\nspec: { chart: loki }\n'],
  ]);
  expect(await details({ facts: new Map(), fresh })).toEqual([16, 'no server of the cluster answers']);
  expect(await details({ facts: new Map() })).toEqual([15, 'no server of the cluster answers']);
  const [count, ...why] = await details({});
  expect(count).toBe(15);
  expect(why.every((it) => /the host does not answer$/.test(String(it)))).toBe(true);
});

test('a cluster whose k3s does not run is an error, whatever else is skipped', async () => {
  for (const [state, said] of [
    ['failed', ' (failed)'],
    ['activating', ' (activating)'],
    ['', ''],
  ]) {
    const facts = new Map([['test', bareFacts('10.0.0.1', state === '' ? {} : { units: units(state as string) })]]);
    const [nodes, ...rest] = await lookIntoCluster(asked({ facts }));
    expect(reportOf(nodes as Check).slice(1)).toEqual([
      `error: test: k3s does not run on it${said} | no server starts, and what ends is not started again; servers that run may go on | \`npx hubwright up\` starts it. Why it stopped: \`sudo journalctl -u k3s\` on the host.`,
    ]);
    expect([...new Set(rest.map((it) => `${it.state}: ${it.detail}`))]).toEqual(['skipped: k3s does not run']);
  }
});

test('servers without a majority are not told to start k3s', async () => {
  const servers = ['test', 's2', 's3'].map((name, i) => ({ name, address: `10.0.0.${i + 1}` }));
  const { platform } = load({ cluster: { provider: 'ssh', servers } });
  const fixOf = async (...names: string[]) => {
    const facts = new Map(names.map((name) => [name, bareFacts('10.0.0.1', { units: units('activating') })]));
    const [nodes] = await lookIntoCluster(asked({ platform, facts }));
    return nodes?.problems[0]?.fix;
  };
  expect(await fixOf('test', 's3')).toMatch(/^`npx hubwright up` starts it/);
  expect(await fixOf('s2')).toMatch(
    /^Switch on test, s3: etcd needs 2 of 3 servers\. .*docs\/lost-node\.md#most-servers-/,
  );
});

test('a k3s that runs and whose API does not answer is an error, and nothing of the cluster is known', async () => {
  const silent = host((argv) => {
    if (argv[3] !== 'jupyterhub') throw new HostError(silent, { reason: 'unreachable', argv });
    return { exitCode: 0, stdout: '== nodes\n\n== health\n200\n== end\nok\n' };
  });
  const checks = await lookIntoCluster(asked({ hosts: new Map([['test', silent]]) }));
  const [nodes, ...rest] = checks.filter((it) => ['nodes', 'release', 'hub', 'volumes'].includes(it.id));
  expect(reportOf(nodes as Check)[1]).toMatch(/^error: test: the Kubernetes API does not answer \| /);
  expect(rest.map((it) => `${it.id}: ${it.state}: ${it.detail}`)).toEqual(
    ['release', 'hub', 'volumes'].map((it) => `${it}: skipped: the Kubernetes API does not answer`),
  );
});

test('the cluster is asked by way of the first server that runs', async () => {
  const at = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });
  const three = load({ cluster: { provider: 'ssh', servers: ['s1', 's2', 's3'].map(at) } }).platform;
  const facts = new Map([
    ['s1', bareFacts('10.0.0.1', { units: units('inactive') })],
    ['s2', bareFacts('10.0.0.2', { units: units('active') })],
    ['s3', bareFacts('10.0.0.3', { units: units('active') })],
  ]);
  const hosts = new Map(['s1', 's2', 's3'].map((name) => [name, { ...lost('unreachable'), name }]));
  const checks = await lookIntoCluster(asked({ platform: three, facts, hosts }));
  expect(checks.find((it) => it.id === 'nodes')?.detail).toMatch(/the host does not answer$/);
});
