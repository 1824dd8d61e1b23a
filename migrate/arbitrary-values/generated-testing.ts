import fc from 'fast-check';
import { isMapping, type Mapping } from '../../system/mapping.ts';

/** Values of the chart that a site could have for some keys. */
export interface Generated {
  /** Keys that it sets, of those that `import` maps. */
  readonly keys: readonly string[];
  readonly values: fc.Arbitrary<Mapping>;
}

/** A key that is set to one of these values. */
export const key = (name: string, value: fc.Arbitrary<unknown>): Generated => ({
  keys: [name],
  values: value.map((it) => nested(name, it)),
});

/** Keys that belong together, in the values below a key. */
export const below = (name: string, keys: readonly string[], value: fc.Arbitrary<Mapping>): Generated => ({
  keys: keys.map((it) => `${name}.${it}`),
  values: value.map((it) => nested(name, it)),
});

const nested = (name: string, value: unknown): Mapping =>
  name.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Mapping;

/** Any of the fields. */
export const some = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Mapping> =>
  fc.record(fields, { requiredKeys: [] });

/** All values together; of a key that two have, the later. */
export const mergedDeeply = (all: readonly Mapping[]): Mapping => all.reduce(merged, {});

function merged(one: Mapping, other: Mapping): Mapping {
  const entries = Object.entries(other).map(([name, it]): [string, unknown] => {
    const before = one[name];
    return [name, isMapping(before) && isMapping(it) ? merged(before, it) : it];
  });
  return { ...one, ...Object.fromEntries(entries) };
}

/** A secret; none of them may be in settings or in a report. */
export const SECRET = 'c0ffee-not-a-real-one';
export const secret = fc.constant(SECRET);

export const name = fc.stringMatching(/^[a-z][a-z0-9]{1,8}$/);
export const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });
export const host = fc.stringMatching(/^[a-z][a-z0-9]{0,5}\.(example\.com|lan|example\.edu)$/);
export const flag = fc.boolean();
export const seconds = fc.integer({ min: 1, max: 200_000 });
export const cpu = fc.oneof(
  fc.integer({ min: 1, max: 64 }),
  fc.integer({ min: 1, max: 64_000 }).map((it) => it / 1000),
  fc.integer({ min: 1, max: 64_000 }).map((it) => `${it}m`),
);
/** As Kubernetes reads it. */
export const quantity = fc
  .tuple(fc.integer({ min: 2, max: 900 }), fc.constantFrom('M', 'Mi', 'G', 'Gi', 'Ti'))
  .map(([amount, unit]) => `${amount}${unit}`);
/** As KubeSpawner reads it. */
export const memory = fc.oneof(
  fc
    .tuple(fc.integer({ min: 2, max: 900 }), fc.constantFrom('M', 'G', 'K'))
    .map(([it, unit]) => (unit === 'K' ? `${it * 1024}K` : `${it}${unit}`)),
  fc.constantFrom('0.5G', '1.5G', '2.25G', 4 * 2 ** 30),
);
export const labels = fc.dictionary(name, fc.constantFrom('true', 'a', '1'), { minKeys: 1, maxKeys: 2 });
