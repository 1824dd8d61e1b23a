import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { userNameProblem } from './check/users.ts';
import { readClassList } from './class-list.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'class-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(text: string | Uint8Array, known: readonly string[] = []) {
  const path = join(folder, 'class.csv');
  writeFileSync(path, text);
  return readClassList(path, known);
}

const members = (text: string | Uint8Array, known: readonly string[] = []) => read(text, known).members;

function message(text: string | Uint8Array, known: readonly string[] = []): string {
  try {
    read(text, known);
  } catch (error) {
    return (error as Error).message.replaceAll(/\S*class\.csv/g, 'class.csv');
  }
  throw new Error('nothing was refused');
}

test('a name that no mapping can have as a key is refused', () => {
  expect(userNameProblem('__proto__')?.message).toBe('"__proto__" cannot be a user name');
  expect(['constructor', 'tostring', 'hasownproperty', 'no', '0012345'].map(userNameProblem)).toEqual(
    Array(5).fill(undefined),
  );
});

const LIST = [
  { name: 'ada', admin: true, groups: ['staff', 'research'] },
  { name: 'grace', admin: false, groups: [] },
];
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');

test.each<[string, string | Uint8Array]>([
  ['commas', 'name,admin,groups\nada,yes,staff;research\ngrace,,\n'],
  ['semicolons', 'name;admin;groups\nada;yes;"staff;research"\ngrace;;\n'],
  ['semicolons, with commas between groups', 'name;admin;groups\nada;yes;staff, research\ngrace;;\n'],
  ['tabs', 'name\tadmin\tgroups\nada\tyes\tstaff;research\ngrace\t\t\n'],
  ['a line that tells the separator', 'sep=;\r\nname;admin;groups\r\nada;yes;"staff;research"\r\ngrace;;\r\n'],
  [
    'a byte order mark, CRLF and quotes',
    '\uFEFF"name","admin","groups"\r\n"ada","yes","staff;research"\r\n"grace",,\r\n',
  ],
  ['lines that end with CR alone', 'name,admin,groups\rada,yes,staff;research\rgrace,,\r'],
  ['line ends of both kinds', 'name,admin,groups\r\nada,yes,staff;research\ngrace,,\r\n'],
  ['UTF-16, as "Unicode Text"', utf16('name\tadmin\tgroups\r\nada\tyes\tstaff;research\r\ngrace\t\t\r\n')],
  ['UTF-16 of the other order', utf16('name,admin,groups\nada,yes,staff;research\ngrace,,\n').swap16()],
  ['a header in another case and order', 'GROUPS; Admin ;Name\nstaff,research;1;ada\n;no;grace\n'],
  [
    'blank lines and empty columns',
    '\n\nname;admin;groups;;\n;;;;\nada;TRUE;staff,research;;\n  \n\ngrace;;;;\n;;;;\n',
  ],
  ['further columns', 'Nr.;name;E-Mail;groups;admin\n1;ada;ada@x.org;staff,research;yes\n2;grace;g@x.org;;\n'],
  [
    'further columns in another encoding',
    Buffer.from('name;admin;groups;Städte\nada;yes;staff,research;Köln\ngrace;;;\n', 'latin1'),
  ],
])('reads %s', (_, text) => {
  expect(members(text)).toEqual(LIST);
});

test('names the columns that it ignores, and counts who is there already', () => {
  const list = 'Nr;name;groups;E-Mail;;\n1;ada;;a@x.org;;\n2;bob;staff;;;\n3;cy;;;;\n';
  expect(read(list, ['bob', 'cy', 'zoe'])).toEqual({
    members: [{ name: 'ada', admin: false, groups: [] }],
    present: 2,
    ignored: ['Nr', 'E-Mail'],
  });
});

test('reports every line that is wrong at once', () => {
  const list = [
    ...['name,admin,groups', 'Ada,', 'bob,perhaps', 'zoe,no,,staff', 'zoe,no', '', ',,staff'],
    ...[`cy,,${'x'.repeat(300)}`, 'ann smith,maybe'],
  ];
  expect(message(list.join('\n'), ['root'])).toMatchInlineSnapshot(`
    "class.csv:2: user names must be lower case, found "Ada"; write "ada"
    class.csv:3: expected yes or no in the column "admin", found "perhaps"
    class.csv:4: expected 3 columns, found 4
    class.csv:5: "zoe" is already on line 4
    class.csv:7: empty user name; give the user a name
    class.csv:8: the name of a group has 300 characters; use at most 255
    class.csv:9: expected yes or no in the column "admin", found "maybe"
    class.csv:9: "ann smith" contains a "/", a space or a control character; use letters, digits, ".", "-", "_" and "@"
    no user was added"
  `);
});

test('takes no letter for another', () => {
  expect(message(Buffer.from('name;Ort\nada;Köln\nmüller;Bonn\n', 'latin1'))).toMatchInlineSnapshot(`
    "class.csv:3: non-ASCII letters in a file that is not UTF-8: save it as "CSV UTF-8"
    no user was added"
  `);
});

test('reports what is wrong with the header', () => {
  expect(message('nmae,admin,admin\nada\n')).toMatchInlineSnapshot(`
    "class.csv:1: there is no column "name"
    class.csv:1: unknown column "nmae"; did you mean "name"?
    class.csv:1: duplicate column "admin"
    no user was added"
  `);
  expect(message('name,password\nada,secret\n')).toMatchInlineSnapshot(`
    "class.csv:1: passwords are generated, not read; remove the column "password"
    no user was added"
  `);
});

test('refuses what holds nobody or is no CSV', () => {
  expect(message('')).toMatchInlineSnapshot(`
    "class.csv: the file is empty
    no user was added"
  `);
  expect(message('name\n')).toMatchInlineSnapshot(`
    "class.csv: there is no user below the header
    no user was added"
  `);
  expect(message('name\n"ada\nbob\n')).toMatchInlineSnapshot(`
    "class.csv:3: not CSV: Quote Not Closed: the parsing is finished with an opening quote at line 3
    no user was added"
  `);
  expect(message(Buffer.from([0x6e, 0, 0xff]))).toMatchInlineSnapshot(`
    "class.csv: the file is not UTF-8 text
    no user was added"
  `);
  expect(message(Buffer.from('PK\x03\x04'))).toMatchInlineSnapshot(`
    "class.csv: this is a spreadsheet workbook, not CSV
    no user was added"
  `);
  expect(message(Buffer.from([0xff, 0xfe, 0x6e]))).toMatchInlineSnapshot(`
    "class.csv: the file ends in the middle of a letter
    no user was added"
  `);
});
