import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CORE_SCHEMA, load } from 'js-yaml';
import { parse } from 'yaml';
import { toYaml } from './yaml.ts';
import { anyNumber, anyText, TRICKY } from './yaml-testing.ts';

test('reads easily in a diff', () => {
  const written = toYaml({
    singleuser: { extraEnv: { GRANT_SUDO: 'yes', PORT: '5432', EMPTY: '' }, nodeSelector: { 'example.com/gpu': 'on' } },
    image: { name: 'quay.io/jupyter/minimal-notebook', tag: '2026-08-10', version: '4.4.0' },
    memory: '512Mi',
    allow: ['10.20.0.0/16', '::1'],
    no: '12_34_5678',
    title: 'Größe “L” \u2028',
    limit: 1e21,
    python: "import os\n\nif True:\n\tc.A.b = 'x'\n",
  });
  expect(written).toBe(`singleuser:
  extraEnv:
    GRANT_SUDO: "yes"
    PORT: "5432"
    EMPTY: ""
  nodeSelector:
    example.com/gpu: "on"
image:
  name: quay.io/jupyter/minimal-notebook
  tag: "2026-08-10"
  version: 4.4.0
memory: 512Mi
allow:
  - 10.20.0.0/16
  - ::1
"no": "12_34_5678"
title: "Größe “L” \\u2028"
limit: 1.0e+21
python: |
  import os

  if True:
  \tc.A.b = 'x'
`);
});

test('any text and any number, as keys and as values, comes back from both versions of YAML', () => {
  const value = fc.oneof(
    anyText,
    anyNumber.map((it) => it + 0),
    fc.boolean(),
    fc.constant(null),
  );
  const data = fc.dictionary(anyText, fc.oneof(value, fc.array(value), fc.dictionary(anyText, value)), {
    noNullPrototype: true,
  });
  const holds = (value: unknown) => {
    const written = toYaml(value);
    expect([parse(written), parse(written, { version: '1.1', schema: 'yaml-1.1' })]).toEqual([value, value]);
    expect(load(written, { schema: CORE_SCHEMA })).toEqual(value);
  };
  holds(TRICKY.filter((it) => it !== '__proto__'));
  fc.assert(fc.property(data, holds), { numRuns: 100 });
});

test.each([
  ['half of an emoji', '\ud83d'],
  ['no number', Number.NaN],
  ['without end', Number.POSITIVE_INFINITY],
])('what no reader takes is not written: %s', (_name, value) =>
  expect(() => toYaml({ value })).toThrow(/cannot be written/),
);

test('nothing else in this project writes YAML', () => {
  const root = join(import.meta.dirname, '..');
  const folders = readdirSync(root).filter((it) => !/^(\.|node_modules$|dist$)/.test(it));
  const sources = folders
    .flatMap((it) => (statSync(join(root, it)).isDirectory() ? filesIn(it) : [it]))
    .filter((file) => file.endsWith('.ts') && !/\.i?test\.ts$|testing\.ts$|^testbed\//.test(file));
  const writing = sources.filter((file) =>
    /\b(stringify|toString|dump)\b[^;]*from '(js-)?yaml'|Yaml\.(save|stringify)\(/.test(
      readFileSync(join(root, file), 'utf8'),
    ),
  );
  expect(writing).toEqual(['system/yaml.ts']);
});

const filesIn = (folder: string) =>
  readdirSync(join(import.meta.dirname, '..', folder), { recursive: true, encoding: 'utf8' }).map((it) =>
    join(folder, it),
  );
