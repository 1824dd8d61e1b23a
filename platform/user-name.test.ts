import { expect, test } from '@jest/globals';
import { meansAnotherPage } from './user-name.ts';

test.each([
  '.',
  '..',
  '...',
  '%2e',
  '%252e%252E',
  '..%2fhub',
  'hub%2f..',
  'a\\..\\b',
  '\u2024\u2024',
  '\u2025',
  '\uff0e\uff0e',
  '%EF%BC%8E.',
  '\u200b..',
  'a/..',
  '',
])('%j means another page', (name) => {
  expect(meansAnotherPage(name)).toBe(true);
});

test.each(['ada', 'a.b', '.ada', 'ada.', '..ada', 'ada@example.com', 'company\\ada', '100%', '%ff', 'a%20b', 'ádá'])(
  '%j means its own',
  (name) => {
    expect(meansAnotherPage(name)).toBe(false);
  },
);
