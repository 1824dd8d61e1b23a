import { expect, test } from '@jest/globals';
import type { ClusterLook } from './cluster-look.ts';
import type { FoundPod } from './pods.ts';
import { whyDown } from './why-down.ts';

const pod = (component: string, found: Partial<FoundPod> = {}): FoundPod => {
  return { component, isReady: found.problem === undefined, problem: '', ...found };
};
const crash = { pod: 'hub-1', container: 'hub', restarts: 3, lastLines: ['KeyError: x'] };
const MOUNT = 'FailedMount: secret "keys" not found';

test.each<[string, readonly FoundPod[], string | undefined]>([
  ['nothing is known', [pod('hub'), pod('proxy')], 'no Ingress controller serves it'],
  ['a pod lacks something', [pod('hub', { problem: MOUNT }), pod('proxy')], 'the hub is not ready'],
  ['a pod has just begun', [pod('hub'), pod('proxy', { isReady: false })], 'the proxy is not ready'],
  [
    'both lack something',
    [pod('hub', { problem: MOUNT }), pod('proxy', { problem: 'no' })],
    'the hub and the proxy are not',
  ],
  ['a pod crashes', [pod('hub', { isReady: false, crash }), pod('proxy')], 'the hub crashes: KeyError: x'],
  [
    'another pod lacks something',
    [pod('hub'), pod('continuous-image-puller', { problem: 'no' })],
    'no Ingress controller',
  ],
])('why the hub does not answer: %s', (_, pods, because) => {
  // Of a hub that does not answer, no controller's address is known either.
  const look = { pods, parts: [], health: 0, isUnclaimed: true } as unknown as ClusterLook;
  expect(whyDown(look).because).toContain(`does not answer because ${because}`);
});
