import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contrast, readable } from './contrast.ts';

test.each([
  ['#000000', '#ffffff', 21],
  ['#ffffff', '#000000', 21],
  ['#777777', '#777777', 1],
  // Known values of WCAG's: the lightest gray that is readable on white, and JupyterHub's orange.
  ['#767676', '#ffffff', 4.54],
  ['#f37524', '#ffffff', 2.84],
])('the contrast of %s and %s is %d', (a, b, ratio) => {
  expect(contrast(a, b)).toBeCloseTo(ratio, 1);
});

test.each(['#f2f2f2', '#2c3034'])(
  'on %s, any color has a readable one near it, and a readable one is its own',
  (on) => {
    const color = fc.integer({ min: 0, max: 0xffffff }).map((it) => `#${it.toString(16).padStart(6, '0')}`);
    fc.assert(
      fc.property(color, (any) => {
        const found = readable(any, { on, least: 4.5 });
        expect(contrast(found, on)).toBeGreaterThanOrEqual(4.5);
        expect(readable(found, { on, least: 4.5 })).toBe(found);
      }),
    );
  },
);
