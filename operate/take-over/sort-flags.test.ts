import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { bareFacts } from '../../bootstrap/testing.ts';
import { k3sNodes, k3sSettings, paths } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import { asFlags, parseNodeArgs } from './found-flags.ts';
import { type FlagsToSort, sortFlags } from './sort-flags.ts';

/** The settings of a cluster with a server and an agent, sorted for one of them. */
function sorted(words: readonly string[], more: Partial<FlagsToSort> & { readonly cluster?: object } = {}) {
  const { cluster = {}, ...rest } = more;
  const [servers, agents] = ['s1', 'a1'].map((name, i) => [{ name, address: `10.0.0.${i + 1}` }]);
  const { platform } = load({ cluster: { provider: 'ssh', servers, agents, ...cluster } });
  const nodes = k3sNodes(platform);
  const node = nodes.find(({ role }) => role === words[0]);
  const [first] = nodes;
  if (node === undefined || first === undefined) throw new Error('There is no such node');
  const facts = bareFacts(node.role === 'server' ? '10.0.0.1' : '10.0.0.2');
  const own = asFlags(k3sSettings(node, [{ node: first, facts: bareFacts('10.0.0.1') }], platform));
  const address = facts.addresses[0]?.address;
  const all = parseNodeArgs(JSON.stringify(words)) ?? new Map();
  return sortFlags({
    node,
    all,
    files: new Map(),
    own,
    variables: [],
    joinsBy: all.get('server')?.at(-1),
    address,
    ownAddress: address ?? '',
    ...rest,
  });
}

test.each<[readonly string[], object, readonly string[]]>([
  [['server'], {}, ['tls-san: also 10.0.0.1', 'kubelet-arg: not set → pod-max-pids=4096, runtime-request-timeout=30m']],
  // How nodes find and trust each other follows from the cluster.
  [
    [
      'server',
      '--token',
      '********',
      '--cluster-init',
      '--tls-san',
      'a,10.0.0.1',
      '--kubelet-arg',
      'pod-max-pids=4096',
      '--kubelet-arg',
      'runtime-request-timeout=30m',
    ],
    { 'tls-san+': ['a'] },
    [],
  ],
  [
    ['agent', '--server', 'https://vip:6443', '--token', '********', '--node-name', 'a1', '--selinux'],
    { selinux: 'true' },
    [
      'kubelet-arg: not set → pod-max-pids=4096, runtime-request-timeout=30m',
      'server: https://vip:6443 → https://10.0.0.1:6443',
    ],
  ],
  [
    ['agent', '--kubelet-arg', 'max-pods=200', '--kubelet-arg', 'pod-max-pids=100', '--node-label', 'a=b'],
    { 'kubelet-arg+': ['max-pods=200'], 'node-label': 'a=b' },
    ['kubelet-arg: pod-max-pids=100 → pod-max-pids=4096, runtime-request-timeout=30m'],
  ],
  [
    ['agent', '--kubelet-arg', 'pod-max-pids=4096', '--kubelet-arg', 'runtime-request-timeout=2m'],
    {},
    ['kubelet-arg: runtime-request-timeout=2m → runtime-request-timeout=30m'],
  ],
  [
    ['server', '--write-kubeconfig-mode', '644', '--disable', 'servicelb,my-manifest', '--cluster-cidr', '10.9.0.0/16'],
    { 'cluster-cidr': '10.9.0.0/16', 'disable+': ['my-manifest'] },
    [
      'write-kubeconfig-mode: 644 → 0600',
      'tls-san: also 10.0.0.1',
      'kubelet-arg: not set → pod-max-pids=4096, runtime-request-timeout=30m',
    ],
  ],
])('%j: what is kept, and what changes', (words, kept, changed) => {
  const found = sorted(words, { cluster: { disable: ['servicelb', 'metrics-server'].slice(0, 1) } });
  expect(found.problems).toEqual([]);
  expect(found.kept).toEqual(kept);
  expect([...found.changed].sort()).toEqual([...changed, ...disabled(words)].sort());
});

/** The settings leave it out where the cluster has it. */
const disabled = (words: readonly string[]) =>
  words[0] === 'server' && !words.some((it) => it.includes('servicelb')) ? ['disable: also servicelb'] : [];

test('what files of config.yaml.d set stays there, and is not kept twice', () => {
  const files = new Map([
    ['/etc/rancher/k3s/config.yaml.d/a.yaml', { 'cluster-cidr': '10.9.0.0/16', 'kubelet-arg+': ['x=y'] }],
  ]);
  const words = ['server', '--cluster-cidr', '10.9.0.0/16', '--kubelet-arg', 'x=y', '--kubelet-arg', 'max-pods=9'];
  expect(sorted(words, { files }).kept).toEqual({ 'kubelet-arg+': ['max-pods=9'] });
  expect(sorted(words, { files }).problems).toEqual([]);
  // A secret there need not be known.
  const secret = new Map([['/etc/rancher/k3s/config.yaml.d/s3.yaml', { 'etcd-s3-secret-key': 'hidden' }]]);
  const withSecret = sorted(['server', '--etcd-s3-secret-key', '********'], { files: secret });
  expect([withSecret.kept, withSecret.problems]).toEqual([{}, []]);
});

test.each<[readonly string[], Partial<FlagsToSort>, string, string]>([
  [
    ['server', '--data-dir', '/data'],
    {},
    'k3s runs with --data-dir: its data is not in /var/lib/rancher/k3s',
    'docs/deploy.md',
  ],
  [['server', '-d', '/data'], {}, 'k3s runs with --data-dir', 'docs/deploy.md'],
  [['server', '--datastore-endpoint', '********'], {}, 'its datastore is a database of its own', 'docs/deploy.md'],
  [['agent', '--docker'], {}, "images are put into k3s's own containerd", 'docs/deploy.md'],
  [['server', '--etcd-s3-secret-key', '********'], {}, '--etcd-s3-secret-key, which is secret', 'config.yaml.d'],
  [
    ['server', '--disable', 'traefik, metrics-server'],
    {},
    'k3s runs without traefik, metrics-server',
    '`cluster: { disable: [metrics-server, traefik] }`',
  ],
  [
    ['server'],
    { address: '10.9.9.9' },
    'its address in the cluster is 10.9.9.9, and `up` would make it 10.0.0.1',
    '`nodeIp: 10.9.9.9`',
  ],
  [
    ['agent', '--flannel-iface', 'eth1'],
    {},
    'over eth1, and platform.yaml has no interface',
    '`nodeIp: 10.0.0.2, interface: eth1`',
  ],
  [['server'], { variables: ['K3S_DATASTORE_ENDPOINT'] }, 'sets K3S_DATASTORE_ENDPOINT', 'config.yaml.d'],
  [['agent'], { variables: ['CONTAINERD_HTTPS_PROXY'] }, 'sets CONTAINERD_HTTPS_PROXY', '`cluster.proxy`'],
  [
    ['server'],
    { files: new Map([['/etc/rancher/k3s/config.yaml.d/a.yaml', { 'token-file': '/t', 'kubelet-arg': ['a=b'] }]]) },
    '/etc/rancher/k3s/config.yaml.d/a.yaml sets token-file, kubelet-arg, which Hubwright writes in config.yaml',
    'Move them to /etc/rancher/k3s/config.yaml there',
  ],
])('%j is not taken over: %j', (words, more, message, fix) => {
  const { problems } = sorted(words, more);
  expect(problems.map((it) => it.message)).toEqual([expect.stringContaining(message)]);
  expect(problems[0]?.fix).toContain(fix);
  const advised = /`((nodeIp|interface|cluster): [^`]+)`/.exec(problems[0]?.fix ?? '')?.[1];
  if (advised !== undefined) expect(() => withSettings(advised)).not.toThrow();
});

test('on this machine alone, what chooses a network cannot be set', () => {
  const cluster = { provider: 'local', servers: undefined, agents: undefined };
  const { problems } = sorted(['server', '--flannel-iface', 'eth1'], { cluster, address: '10.9.9.9' });
  expect(problems.map(({ fix }) => fix)).toEqual([
    'Only `provider: ssh` has a setting for that: list it under `cluster.servers` there, with `nodeIp: 10.9.9.9`.',
    'Only `provider: ssh` has a setting for that: list it under `cluster.servers` there, with `nodeIp: 10.9.9.9, interface: eth1`.',
  ]);
});

/** The settings with what a message says to write, in them or for the host that it is about. */
function withSettings(text: string): void {
  const { cluster, ...ofHost } = parse(`{ ${text} }`) as { cluster?: object };
  const hub = { exposure: 'nodePort' };
  load({ hub, cluster: { provider: 'ssh', servers: [{ name: 's1', address: '10.0.0.1', ...ofHost }], ...cluster } });
}

test.each([
  ['data-dir', '/var/lib/rancher/k3s/'],
  ['write-kubeconfig', '/etc/rancher/k3s/k3s.yaml'],
  ['https-listen-port', '6443'],
  ['docker', 'false'],
  ['disable-helm-controller', 'false'],
])('--%s %s says what k3s does anyway, and stays', (flag, value) => {
  const { problems, kept } = sorted(['server', `--${flag}`, value]);
  expect([problems, kept]).toEqual([[], { [flag]: value }]);
});

test('of a file and the command line, the last value counts, and comes after all files', () => {
  const files = new Map([['/etc/rancher/k3s/config.yaml.d/z.yaml', { snapshotter: 'native' }]]);
  const words = ['server', '--snapshotter', 'native', '--snapshotter', 'overlayfs'];
  expect(sorted(words, { files }).kept).toEqual({ snapshotter: 'overlayfs' });
  expect(sorted(['server', '--docker', 'true', '--docker', 'false']).problems).toEqual([]);
  expect(paths.before > '/etc/rancher/k3s/config.yaml.d/z.yaml').toBe(true);
});

test('variables that follow from the cluster are no reason against it', () => {
  const variables = ['K3S_TOKEN', 'K3S_URL', 'K3S_KUBECONFIG_MODE'];
  const { problems, changed } = sorted(['agent'], { variables });
  expect(problems).toEqual([]);
  expect(changed).toContain('K3S_KUBECONFIG_MODE: gone, so that only root reads /etc/rancher/k3s/k3s.yaml');
});
