import { expect, test } from '@jest/globals';
import { longestAge } from './backup-age.ts';

const HOUR = 3_600_000;

test.each([
  [['02:00'], 49],
  [['20:00', '08:00'], 25],
  [['08:00', '10:00'], 45],
])('of backups at %j, a good one may be %d hours old', (at, hours) => {
  expect(longestAge({ at })).toBe(hours * HOUR);
});
