import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { spread } from './spread.ts';

const rooms = (...bytes: number[]) => bytes.map((it, i) => ({ node: `n${i + 1}`, bytes: it }));

test.each<[string, number[], number[], string[] | undefined]>([
  ['nothing', [], [10], []],
  ['each to the node with most room left', [5, 4, 3], [10, 8], ['n1', 'n2', 'n1']],
  ['the largest first, wherever it stands', [1, 9], [10, 8], ['n2', 'n1']],
  ['close together where they fit only so', [6, 5, 5], [10, 6], ['n2', 'n1', 'n1']],
  ['one that is too large', [11], [10, 8], undefined],
  ['too many', [5, 5, 5], [10, 4], undefined],
  ['no node', [1], [], undefined],
  ['a full disk', [0], [-1], undefined],
])('%s', (_, homes, bytes, nodes) => {
  expect(spread(homes, rooms(...bytes))).toEqual(nodes);
});

test('no node ever gets more than it can take, and what fits on each by itself is placed', () => {
  const sizes = fc.array(fc.nat(100), { maxLength: 8 });
  fc.assert(
    fc.property(sizes, fc.array(fc.nat(300), { minLength: 1, maxLength: 4 }), (homes, bytes) => {
      const nodes = spread(homes, rooms(...bytes));
      const all = homes.reduce((sum, it) => sum + it, 0);
      if (bytes.some((it) => it >= all)) expect(nodes).toBeDefined();
      for (const { node, bytes: room } of rooms(...bytes)) {
        const got = homes.filter((_, i) => nodes?.[i] === node).reduce((sum, it) => sum + it, 0);
        expect(got).toBeLessThanOrEqual(room);
      }
    }),
  );
});
