import { expect, test } from '@jest/globals';
import type { FoundPod } from '../../cluster/pods.ts';
import { load } from '../../settings/testing.ts';
import { LOOK } from '../testing.ts';
import { missingHub } from './hub.ts';

const { platform } = load();
const READY: FoundPod = { component: 'hub', isReady: true, problem: '' };
const PROXY: FoundPod = { ...READY, component: 'proxy' };
const LOST: FoundPod = {
  ...READY,
  isReady: false,
  problem: 'its node s1 is not ready',
  lostWith: 's1',
  isLeaving: true,
};
const CRASHED: FoundPod = {
  ...{ component: 'hub', isReady: false, problem: 'CrashLoopBackOff', isFinal: true },
  crash: { pod: 'hub-2', container: 'hub', restarts: 3, lastLines: ["No module named 'x'"] },
};

test.each<[title: string, health: number, pods: FoundPod[], missing: unknown]>([
  ['it answers', 200, [READY, PROXY], undefined],
  [
    'that of before the change answers still',
    200,
    [{ ...READY, isLeaving: true }, PROXY],
    'the earlier pod of hub to end',
  ],
  [
    'that of before cannot end, as its node is off',
    200,
    [LOST, { ...PROXY, isLeaving: true }],
    'the earlier pod of hub (its node s1 is not ready) and proxy to end',
  ],
  ['another pod is being replaced', 200, [READY, PROXY, { ...READY, component: 'puller', isLeaving: true }], undefined],
  ['none answers', 0, [PROXY], 'the hub to answer, which it does not'],
  ['something else answers', 503, [PROXY], 'the hub to answer, instead of HTTP 503'],
  [
    'the new one crashes',
    503,
    [CRASHED, PROXY],
    {
      missing: "the hub to answer, instead of HTTP 503; hub: CrashLoopBackOff; it said: No module named 'x'",
      output: "No module named 'x'",
    },
  ],
])('the hub is waited for until it is the new one that answers: %s', (_, health, pods, missing) => {
  expect(missingHub({ ...LOOK, health, pods, parts: [] }, platform)).toEqual(missing);
});

test('while the API does not answer, nobody knows whose answer it is', () => {
  expect(missingHub({ ...LOOK, nodes: undefined, health: 200, pods: [] }, platform)).toBe(
    'the Kubernetes API to answer',
  );
});

test.each<[string, FoundPod[], string]>([
  ['well', [READY, PROXY], 'the hub to answer, but no Ingress controller serves it'],
  [
    'not',
    [{ ...READY, isReady: false, problem: 'FailedMount: x' }, PROXY],
    'the hub to answer, which it does not; hub: FailedMount: x',
  ],
])('its Ingress tells why no hub answers whose pods are %s', (_, pods, missing) => {
  const look = { ...LOOK, health: 0, isUnclaimed: true as const, pods, parts: [] };
  expect(missingHub(look, platform)).toContain(missing);
});
