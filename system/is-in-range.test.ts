import { expect, test } from '@jest/globals';
import { isInRange } from './is-in-range.ts';

test.each<[string, string, boolean | undefined]>([
  ['v1.36.5+k3s1', '>=1.28.0-0', true],
  ['v1.28.0+k3s1', '>=1.28.0-0', true],
  ['v1.27.9+k3s1', '>=1.28.0-0', false],
  ['v1.28.0-rc1+k3s1', '>=1.28.0-0', true],
  ['v1.36.5+k3s1', '>= 1.28.0-0 < 1.36.0', false],
  ['v1.35.9+k3s1', '>=1.28.0, <1.36.0', true],
  ['v1.36.5+k3s1', '<1.30.0 || >1.35.0', true],
  ['v1.33.5+k3s1', '<1.30.0||>1.35.0', false],
  ['v1.36.5+k3s1', '=1.36.5', true],
  ['v1.36.5+k3s1', '<=1.36.4', false],
  ['v1.36.5+k3s1', '^1.28.0', undefined],
  ['v1.36.5+k3s1', '1.x', undefined],
  ['v1.36.5+k3s1', '>1.35', undefined],
  ['v1.36.5+k3s1', '', undefined],
])('%s in %s: %s', (version, range, expected) => {
  expect(isInRange(version, range)).toBe(expected);
});
