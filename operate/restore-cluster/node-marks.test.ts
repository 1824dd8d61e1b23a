import { expect, test } from '@jest/globals';
import { leftMarks } from './node-marks.ts';

/** Labels that k3s gives a server. */
const LABELS = {
  'beta.kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/instance-type': 'k3s',
  'beta.kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/hostname': 'old-1',
  'kubernetes.io/os': 'linux',
  'node-role.kubernetes.io/control-plane': 'true',
  'node-role.kubernetes.io/etcd': 'true',
  'node.kubernetes.io/instance-type': 'k3s',
};
const node = (marks: { labels?: object; annotations?: object; taints?: object[]; unschedulable?: boolean } = {}) => ({
  metadata: { name: 'old-1', labels: { ...LABELS, ...marks.labels }, annotations: marks.annotations ?? {} },
  spec: {
    taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }, ...(marks.taints ?? [])],
    unschedulable: marks.unschedulable ?? false,
  },
});
const SETTINGS = { labels: { disk: 'fast' }, taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' as const }] };
const said = (to: string, commands: string) =>
  [
    `old-1 was marked by hand, and that is not restored. To do it again: ${commands.replace(/kubectl [^,]*/g, '`$&`')}.`,
  ].map((it) => it.replaceAll(' TO ', ` ${to} `));

test.each([
  ['nothing but what k3s sets', node(), []],
  ['a label', node({ labels: { rack: 'a' } }), said('new-1', 'kubectl label node TO rack=a')],
  [
    'roles and zones that somebody has set',
    node({ labels: { 'node-role.kubernetes.io/worker': '', 'topology.kubernetes.io/zone': 'z' } }),
    said('new-1', 'kubectl label node TO node-role.kubernetes.io/worker= topology.kubernetes.io/zone=z'),
  ],
  [
    'taints with and without a value',
    node({
      labels: { rack: 'a' },
      taints: [
        { key: 'a', value: 'b', effect: 'NoExecute' },
        { key: 'c', effect: 'NoSchedule' },
      ],
    }),
    said('new-1', 'kubectl label node TO rack=a, kubectl taint node TO a=b:NoExecute c:NoSchedule'),
  ],
  [
    'what the settings say of the new node',
    node({ labels: { disk: 'slow' }, taints: [{ key: 'gpu', value: 'no', effect: 'NoSchedule' }] }),
    [],
  ],
  [
    'what the settings said of the old one',
    node({
      labels: { rack: 'a' },
      taints: [{ key: 'a', value: 'b', effect: 'NoExecute' }],
      annotations: { 'hubwright/labels': 'rack=a', 'hubwright/taints': 'a=b:NoExecute' },
    }),
    [],
  ],
  ['a cordon of a machine that is gone', node({ unschedulable: true }), []],
  ['a Node that is odd', { metadata: { name: 7 } }, []],
])('of a lost node, it names what comes back by nobody: %s', (_what, object, expected) => {
  const nodes = [{ name: 'new-1', ...SETTINGS }];
  expect(leftMarks([object], { assigned: new Map([['old-1', 'new-1']]), kept: [], nodes })).toEqual(expected);
});

test.each([
  [
    'that stays',
    ['old-1'],
    [{ name: 'old-1', labels: {}, taints: [] }],
    said('old-1', 'kubectl label node TO rack=a, kubectl cordon old-1'),
  ],
  ['whose place none takes', [], [], said('NODE', 'kubectl label node TO rack=a')],
])('of a node %s', (_what, kept, nodes, expected) => {
  const object = node({ labels: { rack: 'a' }, unschedulable: true });
  expect(leftMarks([object], { assigned: new Map(), kept, nodes })).toEqual(expected);
});
