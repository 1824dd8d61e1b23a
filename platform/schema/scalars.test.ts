import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { clusterSchema } from '../../providers/providers.ts';
import { parseWith } from '../../settings/parse.ts';
import { versions } from '../versions.ts';
import { cpu, duration, size } from './scalars.ts';

/** What is said of a value after what was expected and found. */
function fixes(schema: z.ZodType, values: readonly unknown[]): unknown[] {
  return values.map((value) => parseWith(z.object({ a: schema }), { a: value }).problems[0]?.fix);
}

test.each([
  ['4Gi', ['4GB', '4gi', '4 Gi', '4G', '4Gib', '4 gigabytes', '4\u00a0Gi', '“4Gi”', 4294967296]],
  ['4096Mi', ['4096M', '4096 MB', '4096mi', '4096MiB']],
  ['1.5Gi', ['1.5GB', '1,5 Gi', '1.5g']],
  ['512Mi or 512Gi', [512, '512']],
])('a size: write %s', (meant, written) => {
  expect(fixes(size(), written).map((it, i) => [written[i], it])).toEqual(
    written.map((it) => [it, /gigabytes/.test(`${it}`) ? undefined : `write ${meant}`]),
  );
});

test.each([
  ['10m', ['10 m', '10min', '10 minutes', '10M', 'PT10M']],
  ['1h', ['1hour', '1 hr', '1H', '1 hour', 'pt1h']],
  ['90m', ['1h30m', '1.5h', '1 h 30 min']],
  ['7d', ['1 week', '7days']],
  ['60s or 60m', [60, '60']],
])('a duration: write %s', (meant, written) => {
  expect(fixes(duration(), written)).toEqual(written.map(() => `write ${meant}`));
});

test.each([
  ['2', ['2 cores', '2cpus', '2 vCPU', '2\u00a0']],
  ['500m', ['500 m', '500M', '500mCPU', '500 millicores']],
  ['0.5', ['0,5', '0.5 cores']],
])('processor time: write %s', (meant, written) => {
  expect(fixes(cpu(), written)).toEqual(written.map(() => `write ${meant}`));
});

test('without a clear meaning, nothing is suggested', () => {
  expect(fixes(size(), ['lots', -1, '4Pi', ''])).toEqual([undefined, undefined, undefined, undefined]);
  expect(fixes(duration(), ['soon', 0, '1y', '-5m', {}])).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(fixes(cpu(), ['many', 0, '-1'])).toEqual([undefined, undefined, undefined]);
});

test('what is suggested is accepted', () => {
  const proposed = (fix: unknown) =>
    String(fix)
      .replace(/^write /, '')
      .split(' or ');
  for (const [schema, values] of [
    [size(), ['4GB', '1,5 tb', 300, 10 ** 9]],
    [duration(), ['1h30m', '2 weeks', 45, '1.5 d']],
    [cpu(), ['2 cores', '250 m', '1,5']],
  ] as const) {
    for (const value of fixes(schema, values).flatMap(proposed)) expect(schema.safeParse(value).success).toBe(true);
  }
});

test.each([
  ['1.36.5+k3s1', 'write v1.36.5+k3s1'],
  ['v1.36.5', 'write v1.36.5+k3s1'],
  ['V1.36.5-K3S2', undefined],
  [1.36, `write ${versions.k3s}`],
  ['v1.36', `write ${versions.k3s}`],
  [1.35, 'write the whole release: v1.35.…+k3s1'],
  ['latest', undefined],
])('a release of k3s: %s', (k3sVersion, fix) => {
  const [problem] = parseWith(clusterSchema(), { provider: 'local', k3sVersion }).problems;
  expect([problem?.message.startsWith(`expected a k3s release such as ${versions.k3s}, found `), problem?.fix]).toEqual(
    [true, fix],
  );
});

test('a word that is nearly one of those that are known, truth values, numbers and text', () => {
  const schema = z.object({
    provider: z.discriminatedUnion('provider', [z.object({ provider: z.literal('multipass') })]),
    tls: z.enum(['ingress', 'loadBalancer']),
    cases: z.enum(['ingress', 'loadBalancer']),
    yes: z.boolean(),
    no: z.boolean(),
    count: z.int(),
    text: z.string(),
    list: z.array(z.string()),
    mapping: z.object({ a: z.number() }),
  });
  const wrong = {
    provider: { provider: 'Multpass' },
    tls: 'ingres',
    cases: 'LoadBalancer',
    yes: 'yes',
    no: 'False',
    count: '2',
    text: 1.35,
    list: '-a -b',
    mapping: 'a:1',
  };
  expect(parseWith(schema, wrong).problems.map(({ path, fix }) => `${path.join('.')}: ${fix}`)).toEqual([
    'provider.provider: did you mean "multipass"?',
    'tls: did you mean "ingress"?',
    'cases: did you mean "loadBalancer"?',
    'yes: write true',
    'no: write false',
    'count: write 2 without quotes',
    'text: put it in quotes',
    'list: write a space after the "-"',
    'mapping: write a space after the ":"',
  ]);
});

test('a space that is none shows in what was found', () => {
  expect(parseWith(z.object({ a: size() }), { a: '4\u00a0Gi' }).problems[0]?.message).toMatch(/found "4\\u00a0Gi"$/);
});
