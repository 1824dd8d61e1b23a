import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { nameFault } from './check/users.ts';
import { readClassList } from './class-list.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'class-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(text: string | Uint8Array, known: readonly string[] = []) {
  const path = join(folder, 'class.csv');
  writeFileSync(path, text);
  return readClassList(path, (name) => known.includes(name));
}

function message(text: string | Uint8Array, known: readonly string[] = []): string {
  try {
    read(text, known);
  } catch (error) {
    return (error as Error).message.replaceAll(/\S*class\.csv/g, 'class.csv');
  }
  throw new Error('nothing was refused');
}

test('a name that no mapping can have as a key is refused', () => {
  expect(nameFault('__proto__')?.message).toBe('"__proto__" cannot be a user name');
  expect(['constructor', 'tostring', 'hasownproperty', 'no', '0012345'].map(nameFault)).toEqual(
    Array(5).fill(undefined),
  );
});

test('reads names, administrators and groups, as spreadsheets write them', () => {
  expect(read('\uFEFFName,Groups,admin\r\nada,"staff; research",yes\r\n"grace",,\r\n\r\n')).toEqual([
    { name: 'ada', admin: true, groups: ['staff', 'research'] },
    { name: 'grace', admin: false, groups: [] },
  ]);
  expect(read('name\nada\n')).toEqual([{ name: 'ada', admin: false, groups: [] }]);
});

test('reports every line that is wrong at once', () => {
  expect(message('name,admin\nAda,\nbob,perhaps\nzoe,no,staff\nzoe,no\nroot,\n,\n', ['root'])).toMatchInlineSnapshot(`
    "class.csv:2: "Ada" could never log in: JupyterHub lower-cases names; write "ada"
    class.csv:3: expected yes or no in the column admin, found "perhaps"
    class.csv:4: expected 2 columns, found 3
    class.csv:5: "zoe" stands in line 4 already
    class.csv:6: there is a user "root" already
    class.csv:7: a user name is empty; give the user a name
    nobody was added"
  `);
});

test('reports what is wrong with the header', () => {
  expect(message('nmae,admin,admin\nada\n')).toMatchInlineSnapshot(`
    "class.csv:1: there is no column "name"
    class.csv:1: there is no meaning for the column "nmae"; did you mean "name"?
    class.csv:1: the column "admin" stands twice
    nobody was added"
  `);
  expect(message('name,password\nada,secret\n')).toMatchInlineSnapshot(`
    "class.csv:1: passwords are made and not read; leave the column "password" out
    nobody was added"
  `);
});

test('refuses what holds nobody or is no CSV', () => {
  expect(message('')).toMatchInlineSnapshot(`
    "class.csv: the file is empty
    nobody was added"
  `);
  expect(message('name\n')).toMatchInlineSnapshot(`
    "class.csv: no user stands under the header
    nobody was added"
  `);
  expect(message('name\n"ada\nbob\n')).toMatchInlineSnapshot(`
    "class.csv:3: not CSV: Quote Not Closed: the parsing is finished with an opening quote at line 3
    nobody was added"
  `);
  expect(message(Buffer.from([0x6e, 0xff, 0xfe]))).toMatchInlineSnapshot(`"class.csv:1: the file is not UTF-8 text"`);
});
