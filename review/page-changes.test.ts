import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { pageChanges } from './page-changes.ts';

const { platform } = load();
type Files = typeof platform.pageFiles;
const side = (title: string | undefined, pageFiles: Files, announcement: object | undefined) => ({
  ...platform,
  hub: { ...platform.hub, pages: { title } },
  pageFiles,
  announcement: announcement && { level: 'info' as const, groups: [], text: '', ...announcement },
});
const logo = (base64: string) => ({ name: 'logo.png', base64 });

test('colors', () => {
  const colored = (colors: typeof platform.hub.pages.colors) => ({
    ...platform,
    hub: { ...platform.hub, pages: { colors } },
  });
  const blue = { light: '#0b5cad', dark: '#7ab8ff' };
  const texts = (...sides: Parameters<typeof pageChanges>) => pageChanges(...sides).map(({ text }) => text);
  expect(texts(colored(blue), colored({ ...blue }))).toEqual([]);
  expect(texts(colored(undefined), colored(blue))).toEqual([
    'Buttons and links of its pages have the colors #0b5cad and, in dark mode, #7ab8ff (was the default colors).',
  ]);
});

test.each<[string, Parameters<typeof side>, Parameters<typeof side>, string[]]>([
  ['nothing', ['A', { templates: {} }, { text: 'x' }], ['A', { templates: {} }, { text: 'x' }], []],
  [
    'a title, a logo and templates',
    [undefined, { templates: { 'b.html': '1', 'c.html': '1' } }, undefined],
    ['A', { logo: logo('1'), templates: { 'a.html': '1', 'b.html': '2', 'c.html': '1' } }, undefined],
    [
      'Its pages are called A (was JupyterHub).',
      'Its pages have another logo.',
      'Templates of its pages change: a.html, b.html.',
    ],
  ],
  [
    'no logo',
    ['A', { logo: logo('1'), templates: {} }, undefined],
    ['A', { templates: {} }, undefined],
    ['Its pages have the logo of JupyterHub.'],
  ],
  [
    'an announcement',
    ['A', { templates: {} }, undefined],
    ['A', { templates: {} }, { text: 'Down at six', groups: ['ml'], until: '2027-01-15T18:00:00Z' }],
    ['Its pages announce "Down at six" to ml until 2027-01-15T18:00:00Z, within about two minutes, without a restart.'],
  ],
  [
    'no announcement',
    ['A', { templates: {} }, { text: 'Down at six' }],
    ['A', { templates: {} }, undefined],
    ['Its pages no longer announce "Down at six", within about two minutes, without a restart.'],
  ],
])('%s', (_, before, after, texts) => {
  expect(pageChanges(side(...before), side(...after)).map((it) => it.text)).toEqual(texts);
});
