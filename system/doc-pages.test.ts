import { expect, test } from '@jest/globals';
import { withDocPages } from './doc-pages.ts';

const INSTALLED = '/lab/node_modules/hubwright/docs';

test.each([
  ['in a project', '/lab', INSTALLED, 'See node_modules/hubwright/docs/homes.md#if-a-home-is-missing.'],
  ['in the repository', '/lab', '/lab/docs', 'See docs/homes.md#if-a-home-is-missing.'],
  ['outside of a project', '/home/ada', INSTALLED, 'See docs/homes.md#if-a-home-is-missing.'],
])('%s, a page is named where it is', (_, from, folder, expected) => {
  expect(withDocPages('See docs/homes.md#if-a-home-is-missing.', from, folder)).toBe(expected);
});

test.each([
  'our/docs/homes.md',
  '/srv/docs/homes.md',
  'docs/homes.txt',
  'https://example.com/docs/homes.md',
  `${INSTALLED}/homes.md`,
])('%s is no such page', (text) => {
  expect(withDocPages(text, '/lab', INSTALLED)).toBe(text);
});
