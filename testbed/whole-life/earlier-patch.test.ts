import { expect, test } from '@jest/globals';
import { earlierPatch } from './earlier-patch.ts';

test.each([
  ['v1.36.5+k3s1', 'v1.36.4+k3s1'],
  ['v1.36.10+k3s2', 'v1.36.9+k3s1'],
  ['v1.36.0+k3s1', 'v1.36.0+k3s1'],
])('before %s there was %s', (release, earlier) => {
  expect(earlierPatch(release)).toBe(earlier);
});
