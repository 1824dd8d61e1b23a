import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { UsersFile } from './users-file.ts';

const HASH = '$scrypt$ln=10,r=1,p=1$c2FsdHNhbHQ$MDEyMzQ1Njc4OWFiY2RlZg';
const TEXT = `# The staff.
users:
  zoe:
    # on leave
    password: ${HASH}
    groups: [research]

  # Runs the hub.
  ada:
    password: ${HASH}
    admin: true
`;
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'users-file-'));
  path = join(folder, 'users.yaml');
  writeFileSync(path, TEXT, { mode: 0o644 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = () => readFileSync(path, 'utf8').replaceAll(HASH, 'HASH');

test('keeps comments and order, and adds at the end', () => {
  const file = UsersFile.read(path);
  file.set('bob', { password: HASH, admin: false, groups: ['research', 'staff'] });
  file.set('zoe', { disabled: true });
  file.save();
  expect(text()).toMatchInlineSnapshot(`
    "# The staff.
    users:
      zoe:
        # on leave
        password: HASH
        groups: [ research ]
        disabled: true

      # Runs the hub.
      ada:
        password: HASH
        admin: true
      bob:
        password: HASH
        groups: [ research, staff ]
    "
  `);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('an edit and its opposite give the same file', () => {
  const file = UsersFile.read(path);
  file.set('zoe', { disabled: true });
  file.set('zoe', { disabled: false });
  file.set('bob', { password: HASH });
  file.remove('bob');
  file.save();
  expect(readFileSync(path, 'utf8')).toBe(TEXT.replace('[research]', '[ research ]'));
});

test('begins a file that is not there, with a comment on what it is', () => {
  rmSync(path);
  const file = UsersFile.read(path);
  file.set('ada', { password: HASH, admin: true });
  file.save();
  expect(text()).toMatchInlineSnapshot(`
    "# yaml-language-server: $schema=./docs/users.schema.json
    # Everyone who may log in, by name. \`npx hubwright user\` edits this file; passwords are stored as hashes.

    users:
      ada:
        password: HASH
        admin: true
    "
  `);
});

test.each([
  '12345',
  '0012345',
  '1e5',
  'no',
  'on',
  '~',
  'null',
  'true',
  '0x1f',
  '1_000',
  '=',
  '2001-01-01',
  'constructor',
  'tostring',
  'hasownproperty',
])('a user called %s is called that in every reader, and can be changed and removed', (name) => {
  const file = UsersFile.read(path);
  expect(file.has(name)).toBe(false);
  file.set(name, { password: HASH, groups: ['no', '1_000'] });
  file.save();
  const again = UsersFile.read(path);
  expect(again.users[name]).toEqual({ password: HASH, admin: false, groups: ['no', '1_000'], disabled: false });
  const inYaml11 = parse(readFileSync(path, 'utf8'), { version: '1.1' });
  expect(inYaml11.users).toHaveProperty([name, 'groups'], ['no', '1_000']);
  again.set(name, { disabled: true });
  again.remove(name);
  again.save();
  expect(text()).toBe(TEXT.replaceAll(HASH, 'HASH').replace('[research]', '[ research ]'));
});

test('a file with a byte order mark and line ends of Windows is edited like any other', () => {
  writeFileSync(path, `\ufeff${TEXT.replaceAll('\n', '\r\n')}`);
  const file = UsersFile.read(path);
  file.remove('zoe');
  file.save();
  expect(Object.keys(UsersFile.read(path).users)).toEqual(['ada']);
});

test('what another wrote meanwhile is not lost', () => {
  const file = UsersFile.read(path);
  writeFileSync(path, TEXT.replace('The staff', 'All of the staff'));
  file.remove('zoe');
  expect(() => file.save()).toThrow(/the file was changed meanwhile; nothing was written/);
  expect(text()).toContain('All of the staff');
  expect(readdirSync(folder)).toEqual(['users.yaml']);
});

test('a file that appeared or went meanwhile is not touched', () => {
  const gone = UsersFile.read(path);
  rmSync(path);
  const fresh = UsersFile.read(path);
  expect(() => gone.save()).toThrow(/the file was changed meanwhile/);
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, TEXT);
  expect(() => fresh.save()).toThrow(/the file was changed meanwhile/);
});

test('a write that was killed locks nobody out, and what it had begun is removed', () => {
  writeFileSync(join(folder, '.users.yaml.lock'), `${spawnSync('true').pid}\nusers.yaml.12345\n`);
  writeFileSync(join(folder, 'users.yaml.12345'), 'users:\n  half');
  writeFileSync(join(folder, 'users.yaml.20261126'), 'mine');
  const file = UsersFile.read(path);
  file.remove('zoe');
  file.save();
  expect(text()).not.toContain('zoe');
  expect(readdirSync(folder)).toEqual(['users.yaml', 'users.yaml.20261126']);
});

test('while another command writes it, it stays as it is', () => {
  writeFileSync(join(folder, '.users.yaml.lock'), `${process.ppid}\n`);
  const file = UsersFile.read(path);
  file.remove('zoe');
  expect(() => file.save()).toThrow(/another command is writing .*users\.yaml: process \d+, since/);
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
});

test('never writes what it could not read again', () => {
  const file = UsersFile.read(path);
  file.set('bob', { password: 'not a hash' });
  expect(() => file.save()).toThrow(/expected a scrypt hash/);
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
});

test('a link stays one', () => {
  const link = join(folder, 'link.yaml');
  symlinkSync(path, link);
  const file = UsersFile.read(link);
  file.remove('zoe');
  file.save();
  expect(readFileSync(link, 'utf8')).toBe(readFileSync(path, 'utf8'));
  expect(text()).not.toContain('zoe');
});

test('takes a file in which only users are wrong, with every place', () => {
  writeFileSync(path, 'users:\n  Ada: {password: x}\n  bob: {pasword: y}\n');
  const { problems, users } = UsersFile.read(path);
  expect(problems.map(({ line, path }) => `${line} ${path.join('.')}`)).toEqual([
    '2 users.Ada.password',
    '2 users.Ada',
    '3 users.bob.password',
    '3 users.bob.pasword',
  ]);
  expect(Object.keys(users)).toEqual(['Ada', 'bob']);
});

test('refuses a broken file, and keeps it', () => {
  writeFileSync(path, 'users: {}\nuser: {}\n');
  expect(() => UsersFile.read(path)).toThrow(/users\.yaml:2:1: user: unknown key/);
  writeFileSync(path, 'users: [\n');
  expect(() => UsersFile.read(path)).toThrow(/users\.yaml:\d+:\d+: /);
});

test('says who might be meant', () => {
  const file = UsersFile.read(path);
  expect(() => file.require(['zoé', 'ada', 'nobody-like-that'])).toThrow(
    /no user "zoé"; did you mean "zoe"\?\n.*no user "nobody-like-that"$/,
  );
});

test('edits a file of 10,000 users', () => {
  const users = Array.from({ length: 10_000 }, (_, i) => `  user${i}:\n    password: ${HASH}\n    groups: [ a, b ]\n`);
  const before = `users:\n${users.join('')}`;
  writeFileSync(path, before);
  const file = UsersFile.read(path);
  file.set('one-more', { password: HASH });
  file.save();
  expect(readFileSync(path, 'utf8') === `${before}  one-more:\n    password: ${HASH}\n`).toBe(true);
});
