import { expect, test } from '@jest/globals';
import { pathInHome } from './path-in-home.ts';

test.each([
  ['work/notes.ipynb', ['work', 'notes.ipynb']],
  ['./drafts//notes.ipynb', ['drafts', 'notes.ipynb']],
  ['work/', ['work']],
  ['/home/jovyan/drafts/a b*.txt', ['drafts', 'a b*.txt']],
  ['~/work', ['work']],
  ['~work', ['~work']],
  ['/home/jovyan', []],
  ['.', []],
])('%s', (text, parts) => {
  expect(pathInHome(text, '/home/jovyan')).toEqual(parts);
});

test.each([
  ['/etc/passwd', '--path /etc/passwd is not in the home'],
  ['/home/jovyan2/a', '--path /home/jovyan2/a is not in the home'],
  ['work/../../b', '--path work/../../b contains ".."'],
])('%s is refused', (text, message) => {
  expect(() => pathInHome(text, '/home/jovyan')).toThrow(message);
});

test('a home elsewhere, with the name of the user in its path', () => {
  expect(pathInHome('/home/ada/work', '/home/{username}')).toEqual(['work']);
  expect(() => pathInHome('/home/jovyan/work', '/data/home')).toThrow('--path /home/jovyan/work is not in the home');
});
