import { expect, test } from '@jest/globals';
import { compareVersions } from './compare-versions.ts';

test('versions are in the order of their releases', () => {
  const ordered = [
    ...['0.1.0', '0.9.0', '0.10.0'],
    ...['1.0.0-beta.2', '1.0.0-rc.2', '1.0.0-rc.10', '1.0.0', '1.0.1', '5.5.3'],
    ...['6.0.0.dev0', '6.0.0', '6.1.0b1', '6.1.0rc1', '6.1.0rc10', '6.1.0', '6.1.0.1', '10.0.0'],
  ];
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
});

test.each([
  ['1.0.0-rc.1', '1.0.0-rc.1'],
  ['1.0', '1.0.0'],
  ['v1.36.5', '1.36.5'],
  ['1.36.5+k3s1', '1.36.5+k3s2'],
])('%s and %s are the same', (a, b) => {
  expect(compareVersions(a, b)).toBe(0);
});
