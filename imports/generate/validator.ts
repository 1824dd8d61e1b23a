/**
 * `npm run prepare`, which `npm ci` and `npm pack` run as well: makes `imports/z2jh-validate.cjs` of the chart's schema. Git
 * does not keep it. It is a CommonJS module, so that it can be loaded at the first use: compiling the schema at run time
 * takes ten times as long as loading it.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const imports = join(import.meta.dirname, '..');

try {
  const [{ Ajv }, { default: standalone }] = await Promise.all([import('ajv'), import('ajv/dist/standalone/index.js')]);
  const ajv = new Ajv({ allErrors: true, strict: false, code: { source: true, lines: true } });
  const schema = JSON.parse(readFileSync(join(imports, 'z2jh.schema.json'), 'utf8'));
  const file = join(imports, 'z2jh-validate.cjs');
  // Whole or not at all: tests may be reading it.
  writeFileSync(`${file}.new`, standalone.default(ajv, ajv.compile(schema)));
  renameSync(`${file}.new`, file);
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
  // After `npm ci --omit=dev`. A command that needs the validator says how to get it.
  console.log('ajv is not installed: raw chart values cannot be checked');
}
