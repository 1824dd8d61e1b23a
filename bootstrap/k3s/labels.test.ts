import { expect, test } from '@jest/globals';
import type { FoundNode } from '../../cluster/cluster-look.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import { uncordoning } from './cordon.ts';
import { relabelled, relabelling } from './labels.ts';

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
    ['annotate', 'node', 'a1', 'hubwright/labels=disk=fast', 'hubwright/taints=gpu=yes:NoSchedule', '--overwrite'],
  ]);
});

test('a node that an upgrade which was cut off has left cordoned is uncordoned, with its note last', () => {
  expect(uncordoning(found({ annotations: { 'hubwright/cordoned': 'upgrade' } }))).toEqual([
    ['uncordon', 'a1'],
    ['annotate', 'node', 'a1', 'hubwright/cordoned-'],
  ]);
  expect(uncordoning(found())).toEqual([]);
});

test('a node that has them already is left alone', () => {
  const annotations = { 'hubwright/labels': 'disk=fast', 'hubwright/taints': 'gpu=yes:NoSchedule' };
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
    ['annotate', 'node', 'a1', 'hubwright/labels=disk=fast', 'hubwright/taints=gpu=yes:NoSchedule', '--overwrite'],
  ]);
});

test.each<[title: string, noted: string, disk: string | undefined, told: string[]]>([
  ['as it should be', 'disk=fast', 'fast', []],
  ['removed', 'disk=fast', undefined, ['its label disk was removed']],
  ['changed', 'disk=fast', 'slow', ['its label disk was changed to "slow"']],
  ['as the settings said before', 'disk=slow', 'slow', []],
  ['another one, and an older Hubwright has noted no value', 'disk', 'slow', []],
  ['removed, and an older Hubwright has noted no value', 'disk', undefined, ['its label disk was removed']],
  ['never given', '', 'slow', []],
])('a label that others may have changed: %s', (_, noted, disk, told) => {
  const labels: Record<string, string> = disk === undefined ? {} : { disk };
  const current = found({ labels, annotations: { 'hubwright/labels': noted } });
  expect(relabelled(node({ labels: { disk: 'fast' } }), current)).toEqual(told);
});

test.each<[title: string, taints: FoundNode['taints'], told: string[]]>([
  ['as it should be', [gpu], []],
  ['removed', [], ['its taint gpu:NoSchedule was removed']],
  ['changed', [{ ...gpu, value: 'no' }], ['its taint gpu:NoSchedule was changed to "no"']],
])('a taint that others may have changed: %s', (_, taints, told) => {
  const current = found({ taints, annotations: { 'hubwright/taints': 'gpu=yes:NoSchedule' } });
  expect(relabelled(node({ taints: [gpu] }), current)).toEqual(told);
});
