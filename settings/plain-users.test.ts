import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { usersSchema } from '../platform/schema/users.ts';
import { readPlainUsers } from './plain-users.ts';

const HASH = '$scrypt$ln=10,r=1,p=1$c2FsdHNhbHQ$MDEyMzQ1Njc4OWFiY2RlZg';

function exactly(text: string): unknown {
  try {
    return usersSchema.safeParse(parse(text)).data?.users;
  } catch {
    return undefined;
  }
}

test.each([
  ['what is there from the beginning', readFileSync(join(import.meta.dirname, '..', 'users.yaml'), 'utf8')],
  [
    'every setting',
    `users:\n  a.b@c-d_1:\n    password: ${HASH}\n    admin: true\n    groups: [ x, y ]\n    disabled: true\n`,
  ],
  [
    'lists of both kinds, comments and blank lines',
    `# x\n\nusers:\n  ada:\n    # y\n    groups:\n      - a\n\n      - b\n    password: ${HASH}\n  bob:\n    groups: [a]\n    password: ${HASH}`,
  ],
])('reads %s', (_, text) => {
  expect(readPlainUsers(text)).toEqual(exactly(text));
  expect(readPlainUsers(text)).toBeDefined();
});

const USER = `users:\n  ada:\n    password: ${HASH}\n`;

test.each([
  ['no users', 'users:\n'],
  ['a mapping in one line', `users: {ada: {password: ${HASH}}}`],
  ['a password that is none', USER.replace(HASH, 'x')],
  ['no password', 'users:\n  ada:\n    admin: true\n'],
  ['a user twice', `${USER}  ada:\n    password: ${HASH}\n`],
  ['a setting twice', `${USER}    password: ${HASH}\n`],
  ['an unknown setting', `${USER}    adm: true\n`],
  ['another truth value', `${USER}    admin: yes\n`],
  ['an empty list', `${USER}    groups:\n`],
  ['an empty list before a user', `${USER}    groups:\n  bob:\n    password: ${HASH}\n`],
  ['an item of no list', `${USER}      - x\n`],
  ['a name that is a number', USER.replace('ada', '007')],
  ['a name that is a truth value', USER.replace('ada', 'True')],
  ['a group that is nothing', `${USER}    groups: [null]\n`],
  ['a group of more words', `${USER}    groups: [a b]\n`],
  ['a comment after a value', `${USER}    admin: true # for now\n`],
  ['another key', `${USER}groups: []\n`],
  ['a second document', `${USER}---\n${USER}`],
  ['a tab', USER.replace('    p', '\tp')],
  ['line breaks of Windows', USER.replaceAll('\n', '\r\n')],
  ['a byte order mark', `\ufeff${USER}`],
  ['a setting of no user', `users:\n    password: ${HASH}\n`],
])('leaves to the others what has %s', (_, text) => {
  expect(readPlainUsers(text)).toBeUndefined();
});

const word = fc.constantFrom(
  'ada',
  'x1',
  'e5',
  'null',
  'on',
  '.inf',
  '0x1',
  'constructor',
  "'q'",
  'a:',
  '#',
  'ab-',
  '~',
  '',
);
const list = fc.array(word, { maxLength: 3 }).map((it) => `[${it.join(', ')}]`);
const line = fc.oneof(
  word.map((it) => `  ${it}:`),
  fc.constant(`    password: ${HASH}`),
  fc.constantFrom('    admin: true', '    admin: no', '    disabled: false', '    groups:', '', '  # x', '   ', '---'),
  list.map((it) => `    groups: ${it}`),
  word.map((it) => `      - ${it}`),
);

test('whatever it reads is what YAML and the schema say', () => {
  const seen = { read: 0 };
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const text = ['users:', '  eve:', `    password: ${HASH}`, ...lines].join('\n');
      const users = readPlainUsers(text);
      if (users === undefined) return;
      seen.read++;
      expect(users).toEqual(exactly(text));
    }),
    { numRuns: 3000 },
  );
  expect(seen.read).toBeGreaterThan(0);
});
