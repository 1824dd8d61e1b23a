import { expect, test } from '@jest/globals';
import { columns } from './columns.ts';

const ROWS = [
  ['NODE', 'IMAGES', 'DISK'],
  ['server-1', 'without registry.example.com/science:1a2b, registry.example.com/hub:3c4d', '80 GiB'],
  ['エージェント', 'all', '9 GiB'],
];

test('cells stand under each other by what they take on a terminal', () => {
  expect(columns([ROWS[0] ?? [], ROWS[2] ?? []])).toEqual([
    'NODE          IMAGES  DISK',
    'エージェント  all     9 GiB',
  ]);
});

test('what is too wide goes on below, in its column', () => {
  expect(columns(ROWS, 70)).toEqual([
    'NODE          IMAGES                                            DISK',
    'server-1      without registry.example.com/science:1a2b,        80 GiB',
    '              registry.example.com/hub:3c4d',
    'エージェント  all                                               9 GiB',
  ]);
});

test('no word is broken, however narrow it is', () => {
  expect(columns(ROWS, 10).join('\n')).toContain('registry.example.com/science:1a2b,');
});
