import { expect, test } from '@jest/globals';
import { bareFacts } from '../bootstrap/testing.ts';
import { load } from '../settings/testing.ts';
import { formatProblem } from '../system/problem.ts';
import { k3sNodes } from './node-config.ts';
import { type Candidate, dropped, problemsOfHosts, unlisted } from './preflight.ts';
import type { HostFacts } from './probe.ts';

const { platform } = load({
  cluster: {
    provider: 'ssh',
    servers: [{ name: 's1', address: '10.0.0.1' }],
    agents: [{ name: 'a1', address: '10.0.0.2' }],
  },
});

/** What is found when the server is fine and the agent is so. */
function found(changes: Partial<HostFacts>, more: Partial<Candidate> = {}): string[] {
  const candidates = k3sNodes(platform).map((node, i) => {
    const facts = bareFacts(`10.0.0.${i + 1}`, node.name === 'a1' ? changes : {});
    return { node, facts, claim: FREE, bytes: 0, ...(node.name === 'a1' ? more : {}) };
  });
  return problemsOfHosts(candidates, platform).map((it) => formatProblem(it));
}

const problems = (...asked: Parameters<typeof found>) => found(...asked).map((it) => it.split('\n')[0] ?? '');

const recorded = { name: 'a1', role: 'agent', provider: 'ssh', machineId: 'machine-10.0.0.2' } as const;
const units = new Map([['k3s-agent', { state: 'active', isEnabled: true }]]);
const GIB = 2 ** 30;
const FREE = { state: 'free' } as const;
const OURS = { state: 'ours' } as const;

test('hosts as they should be', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ units, k3s: 'v1.36.5+k3s1', ports: new Map([[80, 'k3s']]) }, { claim: OURS })).toEqual([]);
});

test.each<[string, Partial<HostFacts>, Partial<Candidate>, string]>([
  [
    'a host of others',
    { units },
    { claim: { state: 'foreign', why: 'it belongs to the cluster beta', fix: 'Leave it.' } },
    'error: a1: it belongs to the cluster beta',
  ],
  [
    'a host that was of others',
    {},
    { claim: { state: 'free', doubt: 'it belongs to the cluster beta' } },
    'warning: a1: it belongs to the cluster beta',
  ],
  [
    'a change of role',
    { units: new Map([['k3s', { state: 'active', isEnabled: true }]]) },
    { claim: OURS },
    'error: a1: it had the other role and is to become an agent',
  ],
  [
    'a newer k3s',
    { units, k3s: 'v1.37.0+k3s1' },
    { claim: OURS },
    'error: a1: it has v1.37.0+k3s1 installed, and an agent must not be newer than its servers, which get v1.36.5+k3s1',
  ],
  [
    'a much older k3s',
    { units, k3s: 'v1.32.9+k3s1' },
    { claim: OURS },
    'error: a1: from v1.32.9+k3s1 to v1.36.5+k3s1 is more than 3 minor versions',
  ],
  [
    'a system that was not tried',
    { os: { id: 'rhel', version: '9', name: 'RHEL 9' } },
    {},
    'warning: a1: it runs RHEL 9',
  ],
  ['another architecture', { architecture: 'riscv64' }, {}, 'error: a1: its architecture is riscv64'],
  [
    'no memory controller',
    { cgroups: { version: 2, controllers: ['cpu', 'cpuset', 'pids'] } },
    {},
    'error: a1: its kernel has no cgroup controller for memory (cgroups v2)',
  ],
  ['cloud-init at work', { cloudInit: 'running' }, {}, 'error: a1: cloud-init is still setting it up'],
  ['cloud-init that failed', { cloudInit: 'error' }, {}, 'warning: a1: cloud-init failed'],
  ['one name twice', { hostname: 'host-10.0.0.1' }, {}, 'warning: s1, a1: both are called host-10.0.0.1'],
  [
    'a small disk',
    { disk: { total: 20 * GIB, free: 8 * GIB } },
    { bytes: 2 * GIB },
    'error: a1: 8.0 GiB of disk are free, 9.0 GiB needed',
  ],
  ['little memory', { memory: { total: GIB / 4, available: 0 } }, {}, 'error: a1: it has 0.3 GiB of memory'],
  ['a port taken', { ports: new Map([[80, 'nginx']]) }, {}, 'error: a1: port 80 is in use by nginx'],
  [
    'several networks',
    {
      addresses: [
        { interface: 'eth0', address: '10.0.0.2' },
        { interface: 'eth1', address: '192.168.7.2' },
        { interface: 'cni0', address: '10.42.0.1' },
      ],
    },
    {},
    'warning: a1: it has several networks (eth0 10.0.0.2, eth1 192.168.7.2)',
  ],
  ['a firewall', { firewall: 'ufw' }, {}, 'warning: a1: the firewall ufw is active'],
  ['a clock that is off', { clock: 1_790_000_040_999 }, {}, 'error: s1, a1: their clocks are 40 s apart'],
  [
    'one machine twice',
    { machineId: 'machine-10.0.0.1', hostname: 'host-10.0.0.1' },
    {},
    'error: s1, a1: both are the same machine',
  ],
])('%s', (_, changes, more, expected) => {
  expect(problems(changes, more)).toEqual([expected]);
});

test.each([
  [['memory'], 'Add `cgroup_memory=1 cgroup_enable=memory` to its kernel command line'],
  [['cpuset'], 'Add `cgroup_enable=cpuset` to its kernel command line'],
  [['cpuset', 'memory'], 'Add `cgroup_enable=cpuset cgroup_memory=1 cgroup_enable=memory` to its kernel command line'],
])('without the controllers %p, the kernel gets the words for these', (missing, fix) => {
  const controllers = ['cpu', 'cpuset', 'memory', 'pids'].filter((it) => !missing.includes(it));
  expect(found({ cgroups: { version: 2, controllers } })).toEqual([expect.stringContaining(fix)]);
});

const mount = (mountPoint: string, free: number, total = 100 * GIB, ...options: string[]) => {
  return { mountPoint, free, total, inodes: undefined, options, kind: 'ext4' };
};
const MINUTE = 60_000;
const NOW = 1_790_000_000_000;

test.each<[string, Partial<HostFacts>, string[]]>([
  ['no systemd', { init: 'busybox' }, ['error: a1: its init system is busybox, not systemd']],
  [
    'cgroups v1',
    { cgroups: { version: 1, controllers: ['cpu', 'cpuset', 'memory', 'pids'] } },
    ['error: a1: it has cgroups v1, which Kubernetes 1.35 and newer refuse'],
  ],
  ['a kernel without vxlan', { missingModules: ['vxlan'] }, ['warning: a1: its kernel has no module vxlan']],
  [
    'no default route',
    { route: undefined },
    ['error: a1: it has no default route, from which k3s takes its address and network'],
  ],
  [
    'IPv6 alone',
    { addresses: [{ interface: 'eth0', address: 'fd00::2' }] },
    ['warning: a1: it has only IPv6 addresses, and the networks of k3s are IPv4'],
  ],
  ['firewalld', { firewall: 'firewalld' }, ['warning: a1: the firewall firewalld is active']],
  [
    'a full root beside a large disk for k3s',
    {
      mounts: new Map([
        ['/var/lib/rancher/k3s', mount('/data', 90 * GIB)],
        ['/usr/local/bin', mount('/', 2 ** 20)],
        ['/tmp', mount('/', 2 ** 20)],
        ['/var/lib/kubelet', mount('/', 2 ** 20)],
      ]),
    },
    [
      'error: a1: 1 MiB are free for /usr/local/bin, 120 MiB are needed',
      'error: a1: 1 MiB are free for /tmp, 120 MiB are needed',
      'warning: a1: 0.0 GiB of 100.0 GiB are free on /, which holds /var/lib/kubelet',
    ],
  ],
  [
    'a read-only /usr and a data disk without exec',
    {
      mounts: new Map([
        ['/var/lib/rancher/k3s', mount('/data', 90 * GIB, 100 * GIB, 'rw', 'noexec')],
        ['/usr/local/bin', mount('/usr', GIB, GIB, 'ro')],
        ['/tmp', mount('/tmp', GIB, GIB, 'rw', 'noexec')],
      ]),
    },
    [
      'error: a1: its /usr/local/bin cannot be written to',
      'error: a1: no program can be run from /var/lib/rancher/k3s',
    ],
  ],
  [
    'a certificate that it does not trust',
    { download: { date: undefined, fault: 'https://x.example/install.sh: curl: (60) SSL certificate problem' } },
    [
      'error: a1: it cannot download k3s: the host does not trust the certificate: its clock is wrong, or a proxy intercepts TLS (https://x.example/install.sh: curl: (60) SSL certificate problem)',
    ],
  ],
  [
    'a clock that the world outside contradicts',
    { download: { date: NOW - 20 * MINUTE, fault: undefined } },
    ['error: a1: its clock is 20 minutes ahead of the world outside'],
  ],
])('%s', (_, changes, expected) => {
  expect(problems(changes)).toEqual(expected);
});

test('what k3s already runs with is not a problem', () => {
  const running = {
    units,
    k3s: 'v1.36.5+k3s1',
    cgroups: { version: 1, controllers: ['cpu', 'cpuset', 'memory', 'pids'] },
  } as const;
  const mounts = new Map([['/tmp', mount('/tmp', 0, GIB, 'rw')]]);
  expect(problems({ ...running, route: undefined, mounts }, { claim: OURS })).toEqual([]);
  const off = { units: new Map([['k3s-agent', { state: 'inactive', isEnabled: true }]]), k3s: 'v1.36.5+k3s1' };
  expect(problems({ ...off, mounts }, { claim: OURS })).toEqual([]);
  expect(problems({ ...off, k3s: 'v1.36.4+k3s1', mounts }, { claim: OURS })).toEqual([
    'error: a1: 0 MiB are free for /tmp, 120 MiB are needed',
  ]);
});

test.each([
  [NOW + 3 * 3_600_000, '3 hours behind'],
  [NOW - 3 * 86_400_000, '3 days ahead of'],
])('clocks that are all wrong together', (now, how) => {
  const asked = { from: now, to: now };
  const candidates = k3sNodes(platform).map((node, i) => {
    return { node, facts: bareFacts(`10.0.0.${i + 1}`, { asked }), claim: FREE, bytes: 0 };
  });
  const [first, ...others] = problemsOfHosts(candidates, platform);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ severity: 'warning', where: 's1, a1' });
  expect(first?.message).toBe(`their clocks are ${how} this machine`);
});

test('several networks of this machine, where no setting chooses one', () => {
  const { platform: local } = load({ cluster: { provider: 'local' } });
  const addresses = ['eth0', 'eth1'].map((card, i) => ({ interface: card, address: `10.${i}.0.1` }));
  const candidates = k3sNodes(local).map((node) => {
    return { node, facts: bareFacts('10.0.0.1', { addresses }), claim: FREE, bytes: 0 };
  });
  expect(problemsOfHosts(candidates, local)).toEqual([]);
});

test('an answer that was a minute on its way says nothing of the clock', () => {
  const asked = { from: 1_790_000_000_000, to: 1_790_000_060_000 };
  for (const clock of [1_790_000_000_000, 1_790_000_060_000]) expect(problems({ clock, asked })).toEqual([]);
  expect(problems({ clock: 1_790_000_100_999, asked })).toEqual(['error: s1, a1: their clocks are 40 s apart']);
});

test('a host that left the settings', () => {
  const [problem, ...others] = dropped(k3sNodes(platform), [recorded, { ...recorded, name: 'a2' }]);
  expect(others).toEqual([]);
  expect(problem && formatProblem(problem)).toBe(
    'warning: a2: it is no longer in platform.yaml, and still an agent of the cluster\n' +
      '  If left so, notebook servers still start there.\n' +
      '  Remove it, with all home folders on it: `npx hubwright down --node a2`.',
  );
  const server = { ...recorded, name: 's2', role: 'server' } as const;
  expect(dropped(k3sNodes(platform), [server]).map((it) => it.fix)).toEqual(['Put it back in platform.yaml.']);
  const [one] = dropped(k3sNodes(platform), [server, { ...server, name: 's1' }]);
  expect(one?.fix).toBe(
    'Put it back in platform.yaml; if its machine is gone for good: `npx hubwright down --node s2 --forget`.',
  );
});

test('a node that no setting and no record names', () => {
  const found = ['s1', 'a1', 'a2', 'a3'].map((name) => ({ name }));
  expect(unlisted(found, k3sNodes(platform), [{ name: 'a2' }]).map(formatProblem)).toEqual([
    'warning: a3: it is a node of the cluster, and not in platform.yaml\n' +
      '  If left so, notebook servers start there, and fail with images that only the other nodes have.\n' +
      '  Add it to platform.yaml, which keeps what is on it, or remove it: `npx hubwright down --node a3 --forget`.',
  ]);
});

test('a warning says what it costs to leave it', () => {
  const [server, agent] = k3sNodes(platform).map((node, i): Candidate => {
    const addresses = ['eth0', 'eth1'].map((card, j) => ({ interface: card, address: `10.${j}.0.${i + 1}` }));
    const changes = {
      firewall: 'ufw',
      hostname: 'same',
      cloudInit: 'error',
      os: { id: 'rhel', version: '9', name: 'RHEL 9' },
    };
    const facts = bareFacts(`10.0.0.${i + 1}`, { ...changes, addresses });
    return { node, facts, claim: FREE, bytes: 0 };
  });
  if (server === undefined || agent === undefined) throw new Error('There are two nodes');
  const costs = problemsOfHosts([server, agent], platform).map((it) => `${it.where}: ${it.cost}`);
  expect(costs.filter((it) => !it.startsWith('a1'))).toEqual([
    's1: steps may fail',
    's1: what it should have installed may be missing',
    's1: the nodes may use one that does not connect them',
    's1: agents cannot join, and pods on different nodes cannot reach each other',
    's1, a1: their logs cannot be distinguished',
  ]);
});

test.each<[string, object, string | undefined, string | undefined]>([
  ['is kept where nothing is written there', {}, undefined, undefined],
  [
    'would be lost to logins',
    { registry: { credentials: [{ host: 'r.lan', username: 'u', password: { env: 'P' } }] } },
    undefined,
    'leave `registry.credentials` out and keep the logins in that file.',
  ],
  ['would be lost to an authority', {}, 'PEM', '`certificateAuthority` is trusted for all registries.'],
])('a registries.yaml of the node itself %s', (_, settings, authorities, fix) => {
  const { platform } = load(settings, undefined, { env: { P: 'p' } });
  const [node] = k3sNodes(platform);
  const file = { mode: 0o600, owner: 'root:root', bytes: 9, sha256: 'aa' };
  const found = (isOurs: boolean) => {
    const facts = bareFacts('10.0.0.1', {
      files: new Map([['/etc/rancher/k3s/registries.yaml', { ...file, isOurs }]]),
    });
    const candidates = node === undefined ? [] : [{ node, facts, claim: FREE, bytes: 0 }];
    return problemsOfHosts(candidates, { ...platform, authorities })
      .map(formatProblem)
      .join();
  };
  expect(found(true)).not.toContain('registries.yaml');
  if (fix === undefined) expect(found(false)).not.toContain('registries.yaml');
  else expect(found(false)).toMatch(/has an \/etc\/rancher\/k3s\/registries\.yaml of its own, which would be lost/);
  expect(found(false)).toContain(fix ?? '');
});
