import { expect, test } from '@jest/globals';
import type { FoundPod } from '../../cluster/pods.ts';
import { load } from '../../settings/testing.ts';
import { missingImages } from './pulled.ts';

const HUB: FoundPod = { component: 'hub', isReady: true, problem: '' };
const { platform } = load();
const PULLING: FoundPod = { component: 'continuous-image-puller', isReady: false, problem: '' };
const unpulled = (problem: string, isFinal: boolean): FoundPod => {
  return { ...PULLING, problem, isFinal, unpulled: { image: 'x/y:1', node: 'a1', pod: 'puller-1' } };
};
const ABSENT = unpulled('ErrImagePull: x/y:1: not found', true);
const SILENT = unpulled('ErrImagePull: dial tcp: i/o timeout', false);

test.each<[title: string, pods: FoundPod[], attempt: number, missing: unknown]>([
  ['there are no pods that pull', [HUB], 0, undefined],
  ['all are there', [{ ...PULLING, isReady: true }], 0, undefined],
  ['some may be pulled, which shows soon', [PULLING, PULLING], 0, '2 nodes to pull'],
  ['some are being pulled, which may take long', [PULLING], 5, undefined],
  [
    'a registry does not have one',
    [ABSENT, PULLING],
    0,
    {
      missing: 'a1 to pull x/y:1 (its registry does not have it)',
      output: 'ErrImagePull: x/y:1: not found',
      fix: expect.stringContaining('Correct its name or tag in platform.yaml'),
    },
  ],
  ['a registry is silent', [SILENT], 29, 'a1 to pull x/y:1 (its registry does not answer)'],
  [
    'it is silent for a minute and more',
    [SILENT],
    30,
    expect.objectContaining({ fix: expect.stringContaining('crictl') }),
  ],
  ['that of before the change is leaving', [{ ...ABSENT, isLeaving: true }], 0, undefined],
])('the images of servers: %s', (_, pods, attempt, missing) => {
  expect(missingImages({ pods }, platform, attempt)).toEqual(missing);
});
