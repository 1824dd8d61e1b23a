import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { nextIn, shownFolder } from './next-in.ts';

test.each([
  ['lab', 'lab/', 'cd lab && '],
  ['../my lab', '../my lab/', "cd '../my lab' && "],
  ['.', './', ''],
  [resolve('.'), './', ''],
])('what follows a new project in %s', (folder, shown, enter) => {
  expect(shownFolder(folder)).toBe(shown);
  expect(nextIn(folder)).toBe(`${enter}npm install && npm run synth && npm test`);
});
