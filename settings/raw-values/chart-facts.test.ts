import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { validateChartValues } from './chart-facts.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, 'imports', path), 'utf8');

test('the validator that the installation made is of the schema that is there: `npm run prepare` makes it again', () => {
  const ajv = new Ajv({ allErrors: true, strict: false, code: { source: true, lines: true } });
  const made = standalone.default(ajv, ajv.compile(JSON.parse(read('z2jh.schema.json'))));
  expect(made === read('z2jh-validate.cjs')).toBe(true);
});

test('a checkout without it says what makes it', () => {
  expect(() => validateChartValues('./missing.cjs')).toThrow(
    expect.objectContaining({
      message: 'imports/z2jh-validate.cjs, which checks chart values, is missing',
      fix: `Run \`npm run prepare\` in ${root}, after \`npm ci\`.`,
    }),
  );
});
