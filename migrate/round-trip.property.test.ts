import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toYaml } from '../system/yaml.ts';
import { mergedDeeply, SECRET } from './arbitrary-values/generated-testing.ts';
import { ofHub } from './arbitrary-values/hub-testing.ts';
import { ofServers } from './arbitrary-values/servers-testing.ts';
import { ofSignIn } from './arbitrary-values/sign-in-testing.ts';
import { mappings } from './mappings.ts';
import { roundTrip } from './testing.ts';

const GENERATED = [...ofHub, ...ofServers, ofSignIn];

test('there are values for every key that import maps', () => {
  const generated = GENERATED.flatMap((it) => it.keys);
  expect(mappings.flatMap((it) => it.from).filter((key) => !generated.includes(key))).toEqual([]);
});

/** About every fifth key. */
const values = fc
  .tuple(
    ...GENERATED.map((it) => fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: it.values })),
  )
  .map(mergedDeeply);

test('whatever of these a site sets, the settings load, the chart gets the same or the report says why, and secrets stay out', () => {
  fc.assert(
    fc.property(values, (given) => {
      const { draft, missing, comparison } = roundTrip(given);
      expect({ missing, different: comparison?.different }).toEqual({ missing: [], different: [] });
      expect(toYaml(draft.settings)).not.toContain(SECRET);
      expect(JSON.stringify(draft.remarks)).not.toContain(SECRET);
    }),
    // Always the same values, so that nobody's change fails by chance: many more were tried when it was written.
    { numRuns: 60, seed: 16 },
  );
});
