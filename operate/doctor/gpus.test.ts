import { expect, test } from '@jest/globals';
import { LOOK } from '../../bootstrap/testing.ts';
import { type ClusterLook, parseLook } from '../../cluster/cluster-look.ts';
import { load } from '../../settings/testing.ts';
import { gpuCheck } from './gpus.ts';
import { reportOf } from './testing.ts';

const settings = (more: object = {}) => {
  const host = (name: string, rest: object) => ({ name, address: `${name}.example.com`, ...rest });
  const agents = [host('whole', { gpus: 2 }), host('shared', { gpus: 1, gpuSharing: { timeSlicing: 4 } })];
  return load({ cluster: { provider: 'ssh', servers: [host('s1', {})], agents, ...more } }).platform;
};
const node = (name: string, gpus: number) => {
  return { name, isReady: true, version: '', labels: {}, annotations: {}, taints: [], gpus };
};
const look = (whole: number, shared: number, gpus: Partial<NonNullable<ClusterLook['gpus']>> = {}): ClusterLook => ({
  ...LOOK,
  nodes: [node('s1', 0), node('whole', whole), node('shared', shared)],
  gpus: { hasRuntimeClass: true, pods: [], ...gpus },
});
const checked = (found: ClusterLook, platform = settings()) => gpuCheck(platform, found).map(reportOf);

test('no check where no node has GPUs', () => {
  expect(checked(LOOK, load().platform)).toEqual([]);
});

test('nodes that offer what the settings say, each GPU as often as it is shared', () => {
  expect(checked(look(2, 4))).toEqual([['ok: 6 of 6 offered to servers']]);
});

test('nodes that do not, with what their pods say', () => {
  const problem = 'FailedCreatePodSandBox: Failed to create pod sandbox: no runtime for "nvidia" is configured';
  const pods = [
    { node: 'shared', isReady: true, problem: '' },
    { node: 'whole', isReady: false, problem },
  ];
  const fix =
    'Fix what is reported for it under "hosts". If nothing is, see ' +
    '`k3s kubectl -n kube-system logs daemonset/hubwright-device-plugin` on the first server.';
  expect(checked(look(0, 1, { pods }))).toEqual([
    [
      'problems: 1 of 6 offered to servers',
      `error: whole: it offers 0 nvidia.com/gpu, and the settings come to 2: ${problem} | ` +
        `2 servers with a GPU fewer at once than the settings count on; the others stay pending | ${fix}`,
      'warning: shared: it offers 1 nvidia.com/gpu, and the settings come to 4 | ' +
        `3 servers with a GPU fewer at once than the settings count on; the others stay pending | ${fix}`,
    ],
  ]);
});

test('a cluster without the runtime class', () => {
  expect(checked(look(2, 4, { hasRuntimeClass: false }))).toEqual([
    [
      'problems: 6 of 6 offered to servers',
      'error: cluster: it has no RuntimeClass "nvidia" | no server with a GPU is made | ' +
        'Take `runtimes` out of `cluster.disable`, or add the RuntimeClass `nvidia` in main.ts; then `npx hubwright up`.',
    ],
  ]);
});

test('a plugin of others is not looked for by its name', () => {
  const host = { provider: 'local', name: 'whole', gpus: 1, gpuPlugin: false };
  const [[, problem] = []] = checked(look(3, 0), load({ cluster: host }).platform);
  expect(problem).toBe(
    'warning: whole: it offers 3 nvidia.com/gpu, and the settings come to 1 | ' +
      'the settings allow fewer servers with a GPU than could run | ' +
      'See the log of the plugin that you run, or set `gpus` to what it offers.',
  );
});

test('the look at a cluster reads what nodes offer, runtime classes and the pods of the plugin', () => {
  const status = { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { kubeletVersion: 'v1' } };
  const nodes = [
    { metadata: { name: 'a' }, status: { ...status, allocatable: { cpu: '4', 'nvidia.com/gpu': '8' } } },
    { metadata: { name: 'b' }, status },
  ];
  const waiting = { reason: 'CreateContainerError', message: 'no runtime' };
  const pods = [
    { metadata: { name: 'p' }, spec: { nodeName: 'a' }, status: { conditions: status.conditions } },
    {
      metadata: { name: 'q' },
      spec: { nodeName: 'b' },
      status: { containerStatuses: [{ restartCount: 0, state: { waiting } }] },
    },
    // As it is where k3s does not know the runtime: its events say so.
    {
      metadata: { name: 'r' },
      spec: { nodeName: 'c' },
      status: { containerStatuses: [{ restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }] },
    },
  ];
  const text = (sections: string) => `== nodes\n${JSON.stringify({ items: nodes })}\n${sections}== end\nok`;
  const classes = 'runtimeclass.node.k8s.io/crun\nruntimeclass.node.k8s.io/nvidia';
  const found = parseLook(
    text(`== runtime-classes\n${classes}\n\n== plugin-pods\n${JSON.stringify({ items: pods })}\n`),
  );
  expect(found.nodes?.map((it) => it.gpus)).toEqual([8, 0]);
  expect(found.gpus).toEqual({
    hasRuntimeClass: true,
    pods: [
      { node: 'a', isReady: true, problem: '' },
      { node: 'b', isReady: false, problem: 'CreateContainerError: no runtime' },
      { node: 'c', isReady: false, problem: '', begun: 'r' },
    ],
  });
  expect(parseLook(text('')).gpus).toBeUndefined();
  expect(parseLook(text('== runtime-classes\n\n== plugin-pods\n\n')).gpus).toEqual({
    hasRuntimeClass: false,
    pods: [],
  });
});
