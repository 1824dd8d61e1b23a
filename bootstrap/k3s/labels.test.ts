import { expect, test } from '@jest/globals';
import type { FoundNode } from '../../cluster/cluster-look.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import { relabelling } from './labels.ts';

const bare = { name: 'a1', role: 'agent', unit: 'k3s-agent', labels: {}, taints: [] } as const;
const node = (changes: Partial<K3sNode>) => ({ ...bare, ...changes }) as K3sNode;
const found = (changes: Partial<FoundNode> = {}): FoundNode => {
  const well = { name: 'a1', isReady: true, version: 'v1.36.5+k3s1' };
  return { ...well, labels: { 'kubernetes.io/os': 'linux' }, taints: [], annotations: {}, ...changes };
};
const gpu = { key: 'gpu', value: 'yes', effect: 'NoSchedule' } as const;

test('nothing to say of a node without labels', () => {
  expect(relabelling(node({}), found())).toEqual([]);
});

test('labels and taints that the node has not, and what is ours', () => {
  expect(relabelling(node({ labels: { disk: 'fast' }, taints: [gpu] }), found())).toEqual([
    ['label', 'node', 'a1', 'disk=fast', '--overwrite'],
    ['taint', 'node', 'a1', 'gpu=yes:NoSchedule', '--overwrite'],
    ['annotate', 'node', 'a1', 'hubwright/labels=disk', 'hubwright/taints=gpu:NoSchedule', '--overwrite'],
  ]);
});

test('a node that has them already is left alone', () => {
  const annotations = { 'hubwright/labels': 'disk', 'hubwright/taints': 'gpu:NoSchedule' };
  const current = found({ labels: { disk: 'fast' }, taints: [gpu], annotations });
  expect(relabelling(node({ labels: { disk: 'fast' }, taints: [gpu] }), current)).toEqual([]);
});

test('what left the settings is taken back, and what someone else set stays', () => {
  const annotations = { 'hubwright/labels': 'disk', 'hubwright/taints': 'gpu:NoSchedule' };
  const mine = { key: 'maintenance', effect: 'NoExecute' };
  const current = found({ labels: { disk: 'fast', mine: 'yes' }, taints: [gpu, mine], annotations });
  expect(relabelling(node({}), current)).toEqual([
    ['label', 'node', 'a1', 'disk-', '--overwrite'],
    ['taint', 'node', 'a1', 'gpu:NoSchedule-', '--overwrite'],
    ['annotate', 'node', 'a1', 'hubwright/labels-', 'hubwright/taints-', '--overwrite'],
  ]);
});

test('a changed value replaces the old one', () => {
  const annotations = { 'hubwright/labels': 'disk', 'hubwright/taints': 'gpu:NoSchedule' };
  const current = found({ labels: { disk: 'slow' }, taints: [{ ...gpu, value: 'no' }], annotations });
  expect(relabelling(node({ labels: { disk: 'fast' }, taints: [gpu] }), current)).toEqual([
    ['label', 'node', 'a1', 'disk=fast', '--overwrite'],
    ['taint', 'node', 'a1', 'gpu=yes:NoSchedule', '--overwrite'],
  ]);
});
