import { expect, test } from '@jest/globals';
import { describeDisk, headroom } from './disk-headroom.ts';

const GIB = 2 ** 30;

test.each([
  [100, 16, 'enough'],
  [100, 14.9, 'low'],
  [40, 9.9, 'low'],
  [100, 5, 'low'],
  [100, 4.9, 'full'],
  [400, 19, 'full'],
] as const)('of %i GiB %d are free: %s', (total, free, level) => {
  expect(headroom({ total: total * GIB, free: free * GIB }).level).toBe(level);
});

test('a disk as it is printed', () => {
  expect(describeDisk({ total: 100 * GIB, free: 80.46 * GIB })).toBe('80.5 GiB (80 %)');
});
