import { expect, test } from '@jest/globals';
import { complaints, load } from '../../settings/testing.ts';

const pages = (colors: object) => ({ hub: { pages: { colors } } });

test('colors are lower-case, and each has a default where only the other is set', () => {
  expect(load(pages({ light: '#0B5CAD' })).platform.hub.pages.colors).toEqual({ light: '#0b5cad', dark: '#f58b45' });
  expect(load(pages({ dark: '#7ab8ff' })).platform.hub.pages.colors).toEqual({ light: '#a94a0b', dark: '#7ab8ff' });
  expect(load().platform.hub.pages.colors).toBeUndefined();
});

test.each([
  [
    { light: '#f37524' }, // JupyterHub's orange
    'light: expected a color readable on light pages, with a contrast of 4.5:1 instead of 2.54:1, found "#f37524"; write "#af541a"',
  ],
  [
    { dark: '#0b5cad' },
    'dark: expected a color readable on dark pages, with a contrast of 4.5:1 instead of 1.99:1, found "#0b5cad"; write "#6a9ccd"',
  ],
  [{ light: 'orange' }, 'light: expected a color such as "#0b5cad", in quotes'],
  [{ light: '#fff' }, 'light: expected a color such as "#0b5cad", in quotes'],
])('%j is refused', (colors, message) => {
  expect(complaints(() => load(pages(colors))).join('\n')).toContain(message);
});
