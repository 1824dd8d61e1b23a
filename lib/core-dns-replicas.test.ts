import { expect, test } from '@jest/globals';
import { App, Chart, Testing } from 'cdk8s';
import { load } from '../settings/testing.ts';
import { CoreDnsReplicas } from './core-dns-replicas.ts';

const host = (name: string, ...taints: object[]) => ({ name, address: name, ...(taints.length > 0 && { taints }) });
const gpu = { key: 'nvidia.com/gpu', effect: 'NoSchedule' };
const prefers = { key: 'slow', effect: 'PreferNoSchedule' };
const ofServers = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };

test.each([
  ['one machine', [host('s1')], [], false],
  ['a server and an agent', [host('s1')], [host('a1')], true],
  ['three servers', ['s1', 's2', 's3'].map((it) => host(it)), [], true],
  ['a server that runs nothing else', [host('s1', ofServers)], [host('a1')], true],
  ['a node of which pods stay away if they can', [host('s1')], [host('a1', prefers)], true],
  ['a server that ends what runs there', [host('s1', { ...ofServers, effect: 'NoExecute' })], [host('a1')], false],
  ['an agent that is kept for servers with GPUs', [host('s1')], [host('a1', gpu)], false],
])('with %s, CoreDNS runs twice where it finds the nodes', (_, servers, agents, expected) => {
  const { platform } = load({ cluster: { provider: 'ssh', servers, agents } });
  expect(CoreDnsReplicas.fitOn(platform.cluster.nodes)).toBe(expected);
});

test('it is as many as k3s spreads over nodes, and no load changes that', () => {
  const chart = new Chart(new App(), 'test');
  new CoreDnsReplicas(chart, 'CoreDns');
  expect(Testing.synth(chart)).toMatchInlineSnapshot(`
    [
      {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {
          "labels": {
            "app.kubernetes.io/managed-by": "hubwright",
          },
          "name": "hubwright-coredns",
          "namespace": "kube-system",
        },
        "spec": {
          "maxReplicas": 2,
          "minReplicas": 2,
          "scaleTargetRef": {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "name": "coredns",
          },
        },
      },
    ]
  `);
});
