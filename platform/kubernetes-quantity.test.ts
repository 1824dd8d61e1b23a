import { expect, test } from '@jest/globals';
import { quantityOf } from './kubernetes-quantity.ts';

test.each<[unknown, number | undefined]>([
  ['500m', 0.5],
  ['1.5', 1.5],
  [2, 2],
  ['100M', 100e6],
  ['2Gi', 2 ** 31],
  ['1e3', 1000],
  ['1E', 1e18],
  ['.5', 0.5],
  ['2 Gi', undefined],
  ['2GiB', undefined],
  ['-1', undefined],
  ['', undefined],
  [undefined, undefined],
])('the quantity %j', (amount, expected) => {
  const found = quantityOf(amount);
  if (expected === undefined) expect(found).toBeUndefined();
  else expect(found).toBeCloseTo(expected, 9);
});
