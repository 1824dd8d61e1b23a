import { expect, test } from '@jest/globals';
import { compareVersions } from './compare-versions.ts';

test('versions are in the order of their releases', () => {
  const ordered = ['0.1.0', '0.9.0', '0.10.0', '1.0.0-beta.2', '1.0.0-rc.2', '1.0.0-rc.10', '1.0.0', '1.0.1', '10.0.0'];
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  expect(compareVersions('1.0.0-rc.1', '1.0.0-rc.1')).toBe(0);
});
