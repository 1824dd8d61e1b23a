import { expect, test } from '@jest/globals';
import { contentsPath, isWhole } from './jupyterlab.ts';

test('a notebook is read as a plain file, which moves nothing in the home', () => {
  expect(contentsPath('a b')).toBe('api/contents/a%20b.ipynb?content=1&type=file&format=text');
});

test('a notebook that is still being written is not whole', () => {
  const written = JSON.stringify({ cells: [{ outputs: ['5050'] }] });
  expect(isWhole({ content: written }, '5050')).toBe(true);
  expect(isWhole({ content: written }, '5051')).toBe(false);
  for (let end = 0; end < written.length; end += 1) {
    expect(isWhole({ content: written.slice(0, end) }, '5050')).toBe(false);
  }
});
