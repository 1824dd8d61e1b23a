import { expect, test } from '@jest/globals';
import { safeSlug } from './slug.ts';

// What KubeSpawner 7.0.0's own function answers.
test.each([
  ['ada', 'ada'],
  ['user1', 'user1'],
  ['1ada', 'x-1ada---ba26231b'],
  ['ada.lovelace', 'ada-lovelace---d239a0a8'],
  ['ada@example.com', 'ada-example-com---b5fc85e5'],
  ['a--b', 'a-b---90827a2e'],
  ['ada-', 'ada---28cd54fe'],
  ['Ünï', 'n---216999f2'],
  ['x'.repeat(70), 'xxxxxxxxxxxxxxxxxxxxx---c71bd109'],
  ['-', 'x---3973e022'],
  ['ada---12345678', 'ada-12345678---c928c039'],
  ['日本', 'x---cf2abf0c'],
  ['@ff308@', 'ff308---8d99b74f'],
])('%s becomes %s', (name, slug) => {
  expect(safeSlug(name)).toBe(slug);
});
