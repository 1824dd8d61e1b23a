import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compiledMain, compileMain } from './compiled-main.ts';

let folder: string;
let main: string;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-'));
  main = join(folder, 'main.ts');
  mkdirSync(join(folder, 'charts'));
  write('package.json', '{ "type": "module" }');
  write('tsconfig.json', '{ "extends": "./tsconfig.base.json" }');
  write('tsconfig.base.json', '{}');
  write(
    'charts/own.ts',
    'export enum Ids { Own = "own" }\nexport const place = [import.meta.url, import.meta.dirname];\n',
  );
  write('charts/old.cjs', 'exports.place = __dirname;\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('is the same in JavaScript, and its files are where they were', async () => {
  write(
    'main.ts',
    "import { Ids, place } from './charts/own.ts';\nexport default [Ids.Own, place, import.meta.filename];\n",
  );
  expect(compiledMain(main)).toBeUndefined();
  await compileMain(main);
  const { default: found } = await import(pathToFileURL(compiledMain(main) ?? '').href);
  const own = join(folder, 'charts', 'own.ts');
  expect(found).toEqual(['own', [pathToFileURL(own).href, join(folder, 'charts')], main]);
});

test.each([
  ['main.ts', 'export default 4;\n'],
  ['charts/own.ts', 'export enum Ids { Own = "other" }\n'],
  ['tsconfig.base.json', '{ "compilerOptions": {} }'],
  ['tsconfig.own.json', '{}'],
  ['package.json', '{}'],
])('is of no use once %s has changed', async (name, text) => {
  write('main.ts', "export { Ids as default } from './charts/own.ts';\n");
  await compileMain(main);
  expect(compiledMain(main)).toBe(join(folder, '.hubwright', 'main.mjs'));
  write(name, text);
  expect(compiledMain(main)).toBeUndefined();
});

describe('is not there for one that', () => {
  test.each([
    ['imports what is not known before', 'export default (name: string) => import(name);\n'],
    ['asks for more than its place', "export default import.meta.resolve('cdk8s');\n"],
    ['imports CommonJS', "export { place as default } from './charts/old.cjs';\n"],
    ['is not right', 'export default {\n'],
  ])('%s', async (_, text) => {
    write('main.ts', text);
    await compileMain(main);
    expect(compiledMain(main)).toBeUndefined();
  });

  test('cannot be kept', async () => {
    write('main.ts', 'export default 3;\n');
    write('.hubwright', '');
    await compileMain(main);
    expect(compiledMain(main)).toBeUndefined();
  });
});
