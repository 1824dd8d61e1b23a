import { expect, test } from '@jest/globals';
import { load, MINIMAL } from '../settings/testing.ts';
import { imageChanges, sizeChanges } from './choice-changes.ts';
import { storageChanges } from './storage-changes.ts';

const platform = (settings: object) => load(settings, undefined, { secrets: 'mask' }).platform;
const [image] = MINIMAL.images;
const [size] = MINIMAL.sizes;

test.each([
  [{}, { A: 'b' }, 'The variable A is "b"'],
  [{ A: 'b' }, {}, 'The variable A is gone (was "b")'],
  [{ A: 'b' }, { A: { env: 'X' } }, 'The variable A is a secret, the environment variable X (was "b")'],
])('variables of an image and of a size: %j → %j', (before, after, words) => {
  const [old, now] = [before, after].map((environment) =>
    platform({ images: [{ ...image, environment }], sizes: [{ ...size, environment }] }),
  ) as [ReturnType<typeof platform>, ReturnType<typeof platform>];
  expect(imageChanges(old, now)).toEqual([{ topic: 'Images', text: `minimal: ${words}.` }]);
  expect(sizeChanges(old, now)).toEqual([
    { topic: 'Sizes', text: `small: ${words}. Takes effect at each server's next start.` },
  ]);
});

test.each([
  [undefined, ['a 1', 'b 2'], 'with a 1, b 2'],
  [['a 1', 'b 2'], ['a 2', 'b 2'], 'with a 2 (was a 1)'],
  [['a 1', 'b 2'], ['b 2'], 'without a 1'],
  [['a 1', 'b 2'], ['b 2', 'a 1'], undefined],
])('what is in an image: %j → %j', (before, after, words) => {
  const [old, now] = [before, after].map((contents) => platform({ images: [{ ...image, contents }] }));
  const texts = words === undefined ? [] : [{ topic: 'Images', text: `minimal: ${words}.` }];
  expect(imageChanges(old as ReturnType<typeof platform>, now as ReturnType<typeof platform>)).toEqual(texts);
});

test('another path of homes', () => {
  const moved = platform({ storage: { home: { path: '/home/{username}' } } });
  expect(storageChanges(platform({}), moved)).toEqual([
    {
      topic: 'Storage',
      text: 'Servers have the home at /home/{username} (was /home/jovyan) from their next start. Its contents stay, but paths that users wrote down still begin with /home/jovyan.',
      caution: true,
    },
  ]);
});

test('times of a size apply to running servers, other changes at the next start', () => {
  const [old, now] = [
    platform({ sizes: [{ ...size, idle: '30m' }] }),
    platform({ sizes: [{ ...size, longestRun: '8h', gpus: 0, description: 'x' }] }),
  ];
  expect(sizeChanges(old, now).map((it) => it.text)).toEqual([
    "small: description not set → x. Takes effect at each server's next start.",
    'small: longestRun not set → 8h, idle 30m → not set. Applies to running servers within about two minutes.',
  ]);
});
