import { expect, test } from '@jest/globals';
import { refuseOtherCluster, refuseRelease } from './datastore-steps.ts';

test.each([undefined, 'v1.36.1+k3s1', 'v1.36.9+k3s1', 'v1.35.4+k3s1'])('a datastore of %s can be opened', (before) => {
  refuseRelease('v1.36.5+k3s1', before);
});

test.each([
  ['v1.37.0+k3s1', 'k3s cannot go back', 'Set `cluster.k3sVersion: v1.37.0+k3s1`.'],
  [
    ...['v1.34.2+k3s1', 'that is more than one minor version'],
    'Set `cluster.k3sVersion: v1.34.2+k3s1`. Upgrade afterwards, one minor version at a time.',
  ],
])('one of %s cannot', (before, why, fix) => {
  const message = `the cluster was backed up with ${before}, and platform.yaml has v1.36.5+k3s1: ${why}`;
  expect(() => refuseRelease('v1.36.5+k3s1', before)).toThrow(expect.objectContaining({ message, fix }));
});

const token = (ca: string) => `K10${ca.repeat(64)}::server:secret`;

test('an agent of another cluster is found by its CA', () => {
  refuseOtherCluster(undefined, token('a'), ['a1']);
  refuseOtherCluster(token('a'), `${token('a')}\n`, ['a1']);
  expect(() => refuseOtherCluster(token('b'), token('a'), ['a1', 'a2'])).toThrow(
    expect.objectContaining({
      message: 'a1, a2: not of the cluster that was backed up, which has another certificate authority',
      fix: expect.stringMatching(/`npx hubwright down`, which leaves them as they are/),
    }),
  );
});
