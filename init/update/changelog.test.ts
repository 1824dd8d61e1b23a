import { expect, test } from '@jest/globals';
import { isReleased, releasedChangelog, sectionsSince, versionsIn } from './changelog.ts';

const TEXT = `# Changelog

## [Unreleased]

## [0.10.0] - 2027-03-01

- Third.

## [0.9.0] - 2027-02-01

- Second.

## [0.1.0] - 2027-01-01

- First.

[0.1.0]: https://example.com
`;

test('what is said since a version', () => {
  const titles = (from: string | undefined) => sectionsSince(TEXT, from).map((it) => it.split('\n')[0]);
  expect(titles('0.1.0')).toEqual(['## [0.10.0] - 2027-03-01', '## [0.9.0] - 2027-02-01']);
  expect(titles('0.9.0-rc.1')).toHaveLength(2);
  expect(titles('0.10.0')).toEqual([]);
  expect(sectionsSince(TEXT, undefined).at(-1)).toBe('## [0.1.0] - 2027-01-01\n\n- First.');
  expect(versionsIn(TEXT)).toEqual(['0.10.0', '0.9.0', '0.1.0']);
});

test('a release takes what is not released yet', () => {
  const waiting = TEXT.replace('[Unreleased]\n', '[Unreleased]\n\n- Fourth.\n');
  expect([isReleased(TEXT), isReleased(waiting)]).toEqual([true, false]);
  const released = releasedChangelog(waiting, '1.0.0', '2027-04-01');
  expect(sectionsSince(released, '0.10.0')).toEqual(['## [1.0.0] - 2027-04-01\n\n- Fourth.']);
  expect(isReleased(released)).toBe(true);
  expect(() => releasedChangelog(TEXT, '1.0.0', '2027-04-01')).toThrow('says nothing under "## [Unreleased]"');
});
