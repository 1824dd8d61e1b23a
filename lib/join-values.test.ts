import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { joinValues, withoutEmptyParts } from './join-values.ts';
import { mergeValues } from './merge.ts';

const volume = (name: string, source: object = { emptyDir: {} }) => ({ name, ...source });
const mount = (name: string, mountPath: string) => ({ name, mountPath });

test.each([
  ['nothing', [], [], []],
  ['texts, each once', ['a', 'b'], ['b', 'c'], ['a', 'b', 'c']],
  ['a text for a list of one', ['a'], 'b', ['a', 'b']],
  ['names', [volume('a'), volume('b')], [volume('b', { nfs: {} })], [volume('a'), volume('b', { nfs: {} })]],
  ['the name of a Secret alone', [{ name: 'a' }], ['a'], ['a']],
  ['two mounts of one volume', [mount('a', '/a')], [mount('a', '/b')], [mount('a', '/a'), mount('a', '/b')]],
  ['two mounts at one path', [mount('a', '/a')], [mount('b', '/a')], [mount('b', '/a')]],
  [
    'profiles',
    [{ slug: 's', display_name: 'S' }],
    [{ display_name: 'T' }],
    [{ slug: 's', display_name: 'S' }, { display_name: 'T' }],
  ],
  ['a profile that makes the same slug', [{ slug: 's' }], [{ display_name: 'S' }], [{ display_name: 'S' }]],
  [
    'things without a name',
    [{ to: [1] }, { to: [2] }],
    [{ to: [2] }, { to: [3] }],
    [{ to: [1] }, { to: [2] }, { to: [3] }],
  ],
])('lists: %s', (_, earlier, later, joined) => {
  expect(joinValues({ at: { list: earlier } }, { at: { list: later } })).toEqual({ at: { list: joined } });
});

test.each([
  [
    'a mapping of variables, and a list',
    { A: '1', B: { value: '2' } },
    [{ name: 'C', value: '3' }],
    [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
      { name: 'C', value: '3' },
    ],
  ],
  ['the same variable in both', { A: '1' }, [{ name: 'A', value: '2' }], [{ name: 'A', value: '2' }]],
  [
    'a list of volumes, and a mapping',
    [volume('a'), volume('b')],
    { own: volume('b'), c: volume('c') },
    { a: volume('a'), own: volume('b'), c: volume('c') },
  ],
  [
    'a list of mounts, and a mapping',
    [mount('a', '/a'), mount('a', '/b')],
    { c: mount('c', '/c') },
    { '0-a': mount('a', '/a'), '1-a': mount('a', '/b'), c: mount('c', '/c') },
  ],
])('two forms of one thing: %s', (_, earlier, later, joined) => {
  expect(joinValues({ it: earlier }, { it: later })).toEqual({ it: joined });
});

test('an empty key says nothing of a part, and takes a single value away', () => {
  const earlier = { part: { a: 1 }, list: [1], single: 1 };
  const later = { part: null, list: null, single: null, other: null };
  expect(joinValues(earlier, later)).toEqual({ part: { a: 1 }, list: [1], single: null, other: null });
  expect(withoutEmptyParts(later, earlier)).toEqual({ single: null, other: null });
  expect(withoutEmptyParts({ part: { a: null, b: null } }, { part: { a: {} } })).toEqual({ part: { b: null } });
});

test('a list that is to be replaced is, and no other', () => {
  const joined = joinValues({ a: { x: [1], y: [1] } }, { a: { x: [2], y: [2] } }, new Set(['a.x']));
  expect(joined).toEqual({ a: { x: [2], y: [1, 2] } });
});

const values = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.constantFrom('a', 'b'), tie('list'), tie('mapping')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  mapping: fc.dictionary(fc.constantFrom('a', 'b', 'name', '__proto__', 'constructor'), tie('value')),
}));
const mapping = values.mapping as fc.Arbitrary<Record<string, unknown>>;

test('what is joined with nothing, or with itself, stays; without lists it is what Helm does', () => {
  fc.assert(
    fc.property(mapping, mapping, (earlier, later) => {
      expect(joinValues({}, later)).toEqual(later);
      expect(joinValues(earlier, {})).toEqual(earlier);
      const isPlain = !/\[|__proto__/.test(JSON.stringify(earlier) + JSON.stringify(later));
      if (isPlain) expect(joinValues(earlier, later)).toEqual(mergeValues(earlier, later));
      expect(Object.keys(joinValues(earlier, later)).sort()).toEqual(
        [...new Set([...Object.keys(earlier), ...Object.keys(later)])].sort(),
      );
    }),
  );
});
