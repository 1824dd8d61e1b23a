import { expect, test } from '@jest/globals';
import { Size } from 'cdk8s';
import type { Platform } from '../platform/platform.ts';
import { load } from '../settings/testing.ts';
import { plannedNodes, unmeasured } from './planned-nodes.ts';

const here = { cpus: 8, memory: Size.gibibytes(16) };
const size = (name: string, more: object = {}) => ({
  name,
  cpu: { guarantee: '100m' },
  memory: { guarantee: '512Mi' },
  ...more,
});
const planned = (settings: object) => plannedNodes(load(settings).platform, here);
const host = (name: string, more: object = {}) => ({ name, address: `${name}.lab`, ...more });

test('nodes offer what the capacity report leaves to pods, and the hub is on the first that may run it', () => {
  const { nodes, pods } = planned({
    cluster: { provider: 'multipass', servers: { count: 1 }, agents: { count: 1, cpus: 4, memory: '8Gi' } },
  });
  expect(nodes.map(({ metadata, status }) => [metadata.name, status.allocatable])).toEqual([
    ['hubwright-server-1', { cpu: '1500m', memory: '2496Mi', pods: '110' }],
    ['hubwright-agent-1', { cpu: '3800m', memory: '7680Mi', pods: '110' }],
  ]);
  expect(pods.map(({ spec }) => spec.nodeName)).toEqual(['hubwright-server-1']);
});

test('hosts of which the settings do not say how large they are, are as large as this machine, and named', () => {
  const settings = {
    cluster: { provider: 'ssh', servers: [host('a')], agents: [host('b', { cpus: 2, memory: '4Gi' }), host('c')] },
  };
  expect(planned(settings).nodes.map(({ status }) => status.allocatable.cpu)).toEqual(['7500m', '1800m', '7800m']);
  const named = (platform: Platform) => unmeasured(platform.cluster.nodes);
  expect(named(load(settings).platform)).toEqual(['a', 'c']);
  expect(named(load({ cluster: { provider: 'local' } }).platform)).toEqual([]);
});

test('GPUs, labels and taints are those of the settings, and programs set the labels that sizes select', () => {
  const taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
  const gpu = { gpus: 2, gpuSharing: { timeSlicing: 4 }, labels: { rack: 'r1' }, taints: [taint] };
  const product = (model: string) => ({ nodeSelector: { 'nvidia.com/gpu.product': model } });
  const { nodes } = planned({
    cluster: { provider: 'ssh', servers: [host('a')], agents: [host('b', gpu)] },
    sizes: [size('plain'), size('a100', product('A100')), size('h100', product('H100'))],
  });
  const [a, b] = nodes;
  expect(b?.status.allocatable['nvidia.com/gpu']).toBe('8');
  expect(b?.spec.taints).toEqual([taint]);
  expect(a?.metadata.labels).toEqual({
    'kubernetes.io/hostname': 'a',
    'kubernetes.io/os': 'linux',
    'node-role.kubernetes.io/control-plane': 'true',
    'nvidia.com/gpu.product': 'A100',
  });
  expect(b?.metadata.labels).toMatchObject({ rack: 'r1', 'nvidia.com/gpu.product': 'H100' });
});
