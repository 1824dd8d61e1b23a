import { expect, test } from '@jest/globals';
import { foundPods, PODS, type Surroundings } from './pods.ts';

const around: Surroundings = {
  nodes: new Map([
    ['s1', true],
    ['a1', false],
  ]),
  storage: {
    classes: ['homes'],
    volumes: ['s1', 'a1', 'gone'].map((node) => {
      const fixed = { phase: 'Bound', uid: '1', isKept: true, since: '', isLeaving: false };
      return { name: `on-${node}`, claim: `db-${node}`, node, ...fixed };
    }),
    claims: [
      ...['s1', 'a1', 'gone'].map((node) => {
        return { name: `db-${node}`, phase: 'Bound', volume: `on-${node}`, storageClass: 'homes', isLeaving: false };
      }),
      ...['homes', 'typo', ''].map((storageClass) => {
        return { name: `of-${storageClass}`, phase: 'Pending', volume: undefined, storageClass, isLeaving: false };
      }),
    ],
  },
};
const NO_NODE = { type: 'PodScheduled', status: 'False', message: '0/2 nodes are available' };
const held = (reason: string, message?: string, more: object = {}) => {
  return { containerStatuses: [{ name: 'hub', restartCount: 0, state: { waiting: { reason, message } }, ...more }] };
};
const ended = (restartCount: number, exitCode = 1) => ({ restartCount, lastState: { terminated: { exitCode } } });
const pod = (status: object, spec: object = {}, metadata: object = {}) => {
  return { metadata: { name: 'hub-1', labels: { component: 'hub' }, ...metadata }, spec, status };
};
const claims = (...names: readonly string[]) => {
  return { volumes: names.map((claimName) => ({ persistentVolumeClaim: { claimName } })) };
};
const found = (...items: readonly object[]) => foundPods(PODS.parse({ items }).items, around);

/** What heals by itself, and what no time changes. */
test.each<[string, object, object, string, boolean]>([
  ['it is being made', held('ContainerCreating'), { nodeName: 's1' }, '', false],
  ['no room', { conditions: [NO_NODE] }, {}, '0/2 nodes are available', false],
  ['its volume is on a node that runs', { conditions: [NO_NODE] }, claims('db-s1'), '0/2 nodes are available', false],
  [
    'its volume is on a node that is off',
    { conditions: [NO_NODE] },
    claims('db-a1'),
    'its volume db-a1 is on a1, which is not ready',
    false,
  ],
  [
    'its volume is on a node that is gone',
    { conditions: [NO_NODE] },
    claims('db-gone'),
    'its volume db-gone is on gone, which is no longer in the cluster',
    true,
  ],
  ['its claim is not there', { conditions: [NO_NODE] }, claims('other'), 'there is no claim other', true],
  ['its claim waits for it', { conditions: [NO_NODE] }, claims('of-homes'), '0/2 nodes are available', false],
  [
    'its class is not there',
    { conditions: [NO_NODE] },
    claims('of-typo'),
    'its claim of-typo has the StorageClass typo, which does not exist',
    true,
  ],
  [
    'there is no class',
    { conditions: [NO_NODE] },
    claims('of-'),
    'its claim of- has no StorageClass, and none is the default',
    true,
  ],
  ['its node is off', {}, { nodeName: 'a1' }, 'its node a1 is not ready', false],
  ['its node is gone', {}, { nodeName: 'a9' }, 'its node a9 is no longer in the cluster', false],
  [
    'the registry is out of reach',
    held('ImagePullBackOff', 'dial tcp: i/o timeout'),
    {},
    'ImagePullBackOff: dial tcp: i/o timeout',
    false,
  ],
  [
    'the registry has no such image',
    held('ErrImagePull', 'x/y:1: not found'),
    {},
    'ErrImagePull: x/y:1: not found',
    true,
  ],
  [
    'the registry wants a login',
    held('ImagePullBackOff', 'pull access denied'),
    {},
    'ImagePullBackOff: pull access denied',
    true,
  ],
  [
    'a proxy lets nobody through',
    held('ErrImagePull', 'failed to do request: Head "https://r/v2/": Forbidden'),
    {},
    'ErrImagePull: failed to do request: Head "https://r/v2/": Forbidden',
    true,
  ],
  [
    'the registry is out of reach, and the tag is a number',
    held('ErrImagePull', 'x/y:403: dial tcp: i/o timeout'),
    {},
    'ErrImagePull: x/y:403: dial tcp: i/o timeout',
    false,
  ],
  ['its image has no valid name', held('InvalidImageName'), {}, 'InvalidImageName', true],
  [
    'a Secret is missing',
    held('CreateContainerConfigError', 'secret "x" not found'),
    {},
    'CreateContainerConfigError: secret "x" not found',
    true,
  ],
  ['it has crashed once', held('CrashLoopBackOff', undefined, ended(1)), {}, 'CrashLoopBackOff', false],
  ['it crashes again and again', held('CrashLoopBackOff', undefined, ended(3)), {}, 'CrashLoopBackOff', true],
])('%s', (_, status, spec, problem, isFinal) => {
  const [it] = found(pod(status, spec));
  expect([it?.problem, it?.isFinal ?? false, it?.isReady]).toEqual([problem, isFinal, false]);
});

test('which container has crashed, and none that is ready, was stopped in order or is lost with its node', () => {
  const crash = (status: object, spec = {}) => found(pod(status, spec))[0]?.crash;
  expect(crash(held('CrashLoopBackOff', undefined, ended(2)))).toEqual({
    pod: 'hub-1',
    container: 'hub',
    restarts: 2,
    lastLines: [],
  });
  expect(
    crash({ containerStatuses: [{ name: 'hub', restartCount: 0, state: { terminated: { exitCode: 1 } } }] })?.restarts,
  ).toBe(0);
  expect(
    crash({ containerStatuses: [{ name: 'hub', ...ended(1) }], conditions: [{ type: 'Ready', status: 'True' }] }),
  ).toBeUndefined();
  expect(crash({ containerStatuses: [{ name: 'hub', ...ended(1, 0) }] })).toBeUndefined();
  expect(crash({ containerStatuses: [{ name: 'hub', ...ended(1) }] }, { nodeName: 'a1' })).toBeUndefined();
});

test('a pod that is lost with its node is left out once another takes its place', () => {
  const lost = pod(
    { conditions: [{ type: 'Ready', status: 'True' }] },
    { nodeName: 'a1' },
    { deletionTimestamp: '2026' },
  );
  expect(found(lost)).toEqual([
    { component: 'hub', isReady: false, problem: 'its node a1 is not ready', lostWith: 'a1', isLeaving: true },
  ]);
  expect(found(lost, pod({ conditions: [{ type: 'Ready', status: 'True' }] }, { nodeName: 's1' }))).toEqual([
    { component: 'hub', isReady: true, problem: '' },
  ]);
});

test('of an image that cannot be pulled, it is known which and where', () => {
  const waiting = (reason: string) => held(reason, undefined, { image: 'x/y:1' });
  const unpulled = (status: object, spec: object = { nodeName: 's1' }) => found(pod(status, spec))[0]?.unpulled;
  for (const reason of ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']) {
    expect(unpulled(waiting(reason))).toEqual({ image: 'x/y:1', node: 's1', pod: 'hub-1' });
  }
  for (const reason of ['ContainerCreating', 'CrashLoopBackOff']) expect(unpulled(waiting(reason))).toBeUndefined();
  expect(unpulled(waiting('ErrImagePull'), { nodeName: 'a1' })).toBeUndefined();
});

test.each([
  ['ContainerCreating', undefined, 'hub-1'],
  ['PodInitializing', undefined, 'hub-1'],
  ['CrashLoopBackOff', undefined, undefined],
  ['ContainerCreating', 'a1', undefined],
])('%s of a pod on %s: only its events tell more', (reason, nodeName = 's1', begun) => {
  expect(found(pod(held(reason), { nodeName }))[0]?.begun).toBe(begun);
});
