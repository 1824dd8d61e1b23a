import { expect, test } from '@jest/globals';
import { bareFacts } from '../../bootstrap/testing.ts';
import type { FoundNode } from '../../cluster/cluster-look.ts';
import { k3sNodes } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import { whyStranger } from './objections.ts';

const OURS = new Set(['of-the-cluster']);
const SSH = {
  provider: 'ssh',
  servers: [{ name: 's1', address: '10.0.0.1' }],
  agents: [{ name: 'a1', address: '10.0.0.2' }],
};
const LOCAL = { provider: 'local', name: 's1' };

function kubeNode(name: string, address: string, role: 'server' | 'agent'): FoundNode {
  const labels: Readonly<Record<string, string>> =
    role === 'server' ? { 'node-role.kubernetes.io/control-plane': 'true' } : {};
  const rest = { isReady: true, version: 'v1.35.4+k3s1', annotations: {}, taints: [] };
  return { name, machineId: `machine-${address}`, labels, ...rest };
}

/** What is said of the nodes of these settings, where Kubernetes has these. */
function strangers(cluster: object, all: readonly FoundNode[], origins: ReadonlySet<string> = OURS) {
  const { platform } = load({ cluster });
  return k3sNodes(platform).flatMap((node, i) => {
    const facts = bareFacts(`10.0.0.${i + 1}`, { origins });
    return whyStranger({ node, facts }, all, { cluster: 'test', id: undefined, origins: OURS }).map(
      ({ where, message, fix }) => `${where}: ${message} | ${fix}`,
    );
  });
}

test('nodes of the cluster under their names', () => {
  expect(strangers(SSH, [kubeNode('s1', '10.0.0.1', 'server'), kubeNode('a1', '10.0.0.2', 'agent')])).toEqual([]);
  expect(strangers(LOCAL, [kubeNode('s1', '10.0.0.1', 'server')])).toEqual([]);
});

test.each<[string, object, FoundNode[], ReadonlySet<string>, string[]]>([
  [
    'of other names',
    SSH,
    [kubeNode('k3s-1', '10.0.0.1', 'server'), kubeNode('k3s-2', '10.0.0.2', 'agent')],
    OURS,
    [
      's1: it is the node k3s-1 | Set cluster.servers[0].name to k3s-1 in platform.yaml.',
      'a1: it is the node k3s-2 | Set cluster.agents[0].name to k3s-2 in platform.yaml.',
    ],
  ],
  [
    'of another name on this machine alone, which is named as its cluster is',
    LOCAL,
    [kubeNode('box', '10.0.0.1', 'server')],
    OURS,
    ['s1: it is the node box | Set cluster.name to box in platform.yaml.'],
  ],
  [
    'with names changed about',
    SSH,
    [kubeNode('a1', '10.0.0.1', 'server'), kubeNode('s1', '10.0.0.2', 'agent')],
    OURS,
    [
      's1: it is the node a1 | Set cluster.servers[0].name to a1 in platform.yaml.',
      'a1: it is the node s1 | Set cluster.agents[0].name to s1 in platform.yaml.',
    ],
  ],
  [
    'in another role',
    SSH,
    [kubeNode('s1', '10.0.0.1', 'server'), kubeNode('a1', '10.0.0.2', 'server')],
    OURS,
    ['a1: it is a server of the cluster | List it as a server in platform.yaml.'],
  ],
  [
    'unknown to the cluster',
    SSH,
    [kubeNode('s1', '10.0.0.1', 'server')],
    OURS,
    ['a1: the cluster has no node of this name | Its nodes: s1.'],
  ],
  [
    'of another cluster',
    LOCAL,
    [kubeNode('s1', '10.0.0.1', 'server')],
    new Set(['of-another']),
    ['s1: its k3s is of another cluster | Take it out of platform.yaml, or correct its address there.'],
  ],
])('hosts %s', (_, cluster, all, origins, said) => {
  expect(strangers(cluster, all, origins)).toEqual(said);
});
