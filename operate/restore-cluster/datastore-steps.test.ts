import { expect, test } from '@jest/globals';
import { refuseRelease } from './datastore-steps.ts';

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
