import { expect, test } from '@jest/globals';
import { compareValues } from './compare-values.ts';
import { Draft } from './draft.ts';

const containers = (...all: object[]) => ({ singleuser: { initContainers: all } });
const [wait, seed] = [
  { name: 'wait', image: 'a' },
  { name: 'seed', image: 'b' },
];
const annotated = (annotations: object) => ({ ingress: { annotations } });

/** What the report speaks of, what was given and made, and the keys that are then said to differ. */
const CASES = [
  ['nothing', [], containers(wait), containers(), ['singleuser.initContainers']],
  ['the whole', ['singleuser.initContainers'], containers(wait), containers(), []],
  ['what it is part of', ['singleuser'], containers(wait), containers(), []],
  ['one of a list', ['singleuser.initContainers[0]'], containers(wait, seed), containers(seed), []],
  [
    'one, and the other is lost',
    ['singleuser.initContainers[0]'],
    containers(wait, seed),
    {},
    ['singleuser.initContainers'],
  ],
  ['both of a list', ['singleuser.initContainers[0]', 'singleuser.initContainers[1]'], containers(wait, seed), {}, []],
  ['a key of one', ['singleuser.initContainers[0].image'], containers(wait), containers({ name: 'wait' }), []],
  [
    'a key of one, and another differs',
    ['singleuser.initContainers[0].image'],
    containers({ ...wait, command: ['x'] }),
    containers({ name: 'wait', command: ['y'] }),
    ['singleuser.initContainers'],
  ],
  ['a key with dots', ['ingress.annotations.a.io/b'], annotated({ 'a.io/b': 'x' }), {}, []],
  ['a longer name', ['ingress.annotations.a'], annotated({ ab: 'x' }), {}, ['ingress.annotations.ab']],
] as const;

test.each(CASES)('what the report says of %s explains that, and no more', (_, remarked, given, made, different) => {
  const draft = new Draft();
  for (const key of remarked) draft.dropped([key], 'a reason');
  expect(compareValues(given, made, draft).different.map((it) => it.key)).toEqual(different);
});
