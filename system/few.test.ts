import { expect, test } from '@jest/globals';
import { few } from './few.ts';

test.each([
  [[], ''],
  [['ada'], 'ada'],
  [['ada', 'grace'], 'ada, grace'],
  [['ada', 'grace', 'joan'], 'ada, grace and 1 more'],
])('%j, two of them at most', (names, text) => {
  expect(few(names, 2)).toBe(text);
});
