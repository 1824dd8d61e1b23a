import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hashPassword, verifyPassword } from '../system/phc.ts';
import { addClass } from './add-class.ts';
import type { Keyboard } from './ask-password.ts';
import { listUsers } from './list-users.ts';
import { addUser, changePassword, removeUsers, setAdmin, setDisabled } from './user-actions.ts';
import type { UserContext } from './user-context.ts';
import { joinGroups, leaveGroups } from './user-groups.ts';

let folder: string;
let printed: string[];
let noted: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'user-'));
  printed = [];
  noted = [];
  writeFileSync(join(folder, 'platform.yaml'), 'hub: { namespace: lab }\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const nobody: Keyboard = {
  interactive: false,
  read: async () => Buffer.alloc(0),
  ask: async () => {
    throw new Error('nobody to ask');
  },
};
const piped = (text: string | Uint8Array): Keyboard => ({ ...nobody, read: async () => Buffer.from(text) });
function typed(...answers: string[]): Keyboard {
  return { ...nobody, interactive: true, ask: async () => answers.shift() ?? '' };
}

const context = (keyboard = nobody): UserContext => ({
  directory: folder,
  keyboard,
  print: (line) => printed.push(line),
  note: (line) => noted.push(line.replaceAll(/\S*\/user-[^/]*\//g, '')),
  hash: (password) => hashPassword(password, { ln: 10, r: 1, p: 1 }),
});

const file = () => readFileSync(join(folder, 'users.yaml'), 'utf8');
const hashOf = (name: string) => new RegExp(`  ${name}:\\n    password: (\\S+)`).exec(file())?.[1] ?? '';
const plain = { admin: false, groups: [] };

test('a typed password is the one that logs in, and is never shown', async () => {
  await addUser(
    'ada',
    { admin: true, groups: ['a', 'b', 'a'], source: 'terminal' },
    context(typed('tr0ub4dor&3', 'tr0ub4dor&3')),
  );
  expect(await verifyPassword('tr0ub4dor&3', hashOf('ada'))).toBe(true);
  expect(noted).toMatchInlineSnapshot(`
    [
      "users.yaml: added ada, an administrator, in a, b",
      "next: npx hubwright up   (the hub picks it up within two minutes, without a restart)",
    ]
  `);
  expect(printed).toEqual([]);
});

test('takes one line of standard input as it is', async () => {
  await addUser('ada', { ...plain, source: 'stdin' }, context(piped(' spaces count \r\n')));
  expect(await verifyPassword(' spaces count ', hashOf('ada'))).toBe(true);
});

test('makes a password and shows it once', async () => {
  await addUser('ada', { ...plain, source: 'generate' }, context());
  expect(printed).toEqual([expect.stringMatching(/^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/)]);
  expect(await verifyPassword(printed[0] as string, hashOf('ada'))).toBe(true);
  expect(noted.join()).not.toContain(printed[0]);
});

test('refuses a password that is not one, and changes nothing', async () => {
  const attempt = (source: 'stdin' | 'terminal', keyboard: Keyboard) =>
    addUser('ada', { ...plain, source }, context(keyboard)).catch((error: Error) => error.message);
  expect([
    await attempt('terminal', nobody),
    await attempt('terminal', typed('one', 'two')),
    await attempt('terminal', typed('')),
    await attempt('stdin', piped('')),
    await attempt('stdin', piped('one\ntwo\n')),
    await attempt('stdin', piped(Buffer.from([0xff]))),
    await attempt('stdin', { ...piped('x'), interactive: true }),
    await attempt('stdin', piped('x'.repeat(9000))),
  ]).toMatchInlineSnapshot(`
    [
      "there is no terminal to prompt for the password; nothing was changed",
      "the two passwords differ; nothing was changed",
      "the password is empty; nothing was changed",
      "the password is empty; nothing was changed",
      "expected one line on standard input, found more; nothing was changed",
      "the password on standard input is not UTF-8 text",
      "standard input is a terminal, which would show the password; nothing was changed",
      "the password has 9000 characters; the hub accepts at most 8192; nothing was changed",
    ]
  `);
  expect(existsSync(join(folder, 'users.yaml'))).toBe(false);
});

test('warns of a weak password, and takes it', async () => {
  await addUser('user1', { ...plain, source: 'stdin' }, context(piped('user1\n')));
  await changePassword('user1', 'stdin', context(piped('password123\n')));
  writeFileSync(
    join(folder, 'platform.yaml'),
    'hub: { values: { hub: { config: { DirectoryAuthenticator: { min_password_length: 30 } } } } }\n',
  );
  await changePassword('user1', 'stdin', context(piped('three unrelated words\n')));
  expect(noted.filter((line) => line.startsWith('warning'))).toMatchInlineSnapshot(`
    [
      "warning: the password is weak, and the hub itself would refuse it. Too short: it has 5 characters, and needs at least 10. \`npx hubwright user passwd user1 --generate\` sets a good one",
      "warning: the password is weak, and the hub itself would refuse it. Too common: it is among the first that anyone would try. \`npx hubwright user passwd user1 --generate\` sets a good one",
      "warning: the password is weak, and the hub itself would refuse it. Too short: it has 21 characters, and needs at least 30. \`npx hubwright user passwd user1 --generate\` sets a good one",
    ]
  `);
});

test('refuses a name that could not log in or is taken, before it asks for a password', async () => {
  await addUser('ada', { ...plain, source: 'generate' }, context());
  const before = file();
  await expect(addUser('ada', { ...plain, source: 'terminal' }, context(nobody))).rejects.toThrow(
    /"ada" already exists/,
  );
  await expect(addUser('Bob', { ...plain, source: 'terminal' }, context(nobody))).rejects.toThrow(
    /user names must be lower case/,
  );
  await expect(changePassword('bob', 'terminal', context(nobody))).rejects.toThrow(/no user "bob"/);
  expect(file()).toBe(before);
});

test('fixes wrong users one after another, and reports what is still wrong', async () => {
  const broken = 'users:\n  # lost\n  ada: { password: x, admin: true }\n  bob:\n  Cy: [a]\n  dan: { groups: [5] }\n';
  writeFileSync(join(folder, 'users.yaml'), broken);
  await changePassword('ada', 'stdin', context(piped('good enough')));
  expect(noted.map((line) => line.replace(/: \S*users/, ': users'))).toMatchInlineSnapshot(`
    [
      "users.yaml: ada has a new password, which also replaces one set in the hub",
      "still wrong: users.yaml:4:7: users.bob: expected a mapping, found nothing; run \`npx hubwright user passwd bob\`",
      "still wrong: users.yaml:5:7: users.Cy: expected a mapping, found a list of 1; run \`npx hubwright user passwd Cy\`",
      "still wrong: users.yaml:5:3: users.Cy: user names must be lower case, found "Cy"; write "cy"",
      "still wrong: users.yaml:6:3: users.dan.password: missing: expected text; run \`npx hubwright user passwd dan\`",
      "still wrong: users.yaml:6:20: users.dan.groups[0]: expected text, found 5; put it in quotes",
      "next: npx hubwright up   (the hub picks it up within two minutes, without a restart)",
    ]
  `);
  removeUsers(['Cy', 'dan'], context());
  noted = [];
  await changePassword('bob', 'stdin', context(piped('good enough')));
  expect(noted.join()).not.toContain('still wrong');
  expect(file().replaceAll(/\$scrypt[^\s"]+/g, 'HASH')).toMatchInlineSnapshot(`
    "users:
      # lost
      ada: { password: "HASH", admin: true }
      bob:
        password: HASH
    "
  `);
  expect(await verifyPassword('good enough', hashOf('bob'))).toBe(true);
});

test('removes users, and says what stays', async () => {
  for (const name of ['ada', 'o.hara']) await addUser(name, { ...plain, source: 'generate' }, context());
  noted = [];
  removeUsers(['o.hara', 'ada'], context());
  expect(noted).toMatchInlineSnapshot(`
    [
      "users.yaml: removed o.hara, ada; their sessions and servers end when the hub picks it up",
      "homes are kept: a user added again with the same name gets the old one. To delete one for good:",
      "  kubectl -n lab delete pvc claim-o-hara---c41f43b9",
      "  kubectl -n lab delete pvc claim-ada",
      "then delete its released volume (\`kubectl get pv\`), and the folder on the node that the volume names",
      "warning: nobody can log in now: add a user with \`npx hubwright user add NAME --admin\`",
      "next: npx hubwright up   (the hub picks it up within two minutes, without a restart)",
    ]
  `);
  expect(() => removeUsers(['ada'], context())).toThrow(/no user "ada"/);
});

test('warns of a group whose last member is removed', async () => {
  await addUser('ada', { admin: true, groups: ['staff'], source: 'generate' }, context());
  for (const name of ['bob', 'cy']) {
    await addUser(name, { ...plain, groups: ['staff', 'guests'], source: 'generate' }, context());
  }
  removeUsers(['bob'], context());
  expect(noted.join()).not.toContain('warning');
  removeUsers(['cy'], context());
  expect(noted.filter((line) => line.startsWith('warning'))).toEqual([
    'warning: no user is in the group "guests" now: add one, or remove the group from platform.yaml',
  ]);
});

test('warns when the last administrator or the last user is gone, and says what follows', async () => {
  await addUser('ada', { admin: true, groups: [], source: 'generate' }, context());
  await addUser('bob', { ...plain, source: 'generate' }, context());
  const warned = (act: () => void) => {
    noted = [];
    act();
    return noted.filter((line) => line.startsWith('warning')).map((line) => line.split(':')[1]);
  };
  const nobodyAdministers = [' there is no administrator now'];
  expect(warned(() => setAdmin(['ada'], false, context()))).toEqual(nobodyAdministers);
  expect(noted.join()).toContain("nobody can open the hub's admin page or stop other users' servers");
  expect(warned(() => setAdmin(['ada', 'bob'], true, context()))).toEqual([]);
  expect(file()).toContain('admin: true');
  expect(warned(() => setAdmin(['bob'], false, context()))).toEqual([]);
  expect(warned(() => setDisabled(['ada'], true, context()))).toEqual(nobodyAdministers);
  expect(warned(() => setDisabled(['bob'], true, context()))).toEqual([' nobody can log in now']);
  expect(warned(() => setDisabled(['ada', 'bob'], false, context()))).toEqual([]);
  expect(warned(() => removeUsers(['ada'], context()))).toEqual(nobodyAdministers);
  expect(warned(() => removeUsers(['bob'], context()))).toEqual([' nobody can log in now']);
});

test('puts a user into groups and takes them out, and keeps comments', () => {
  const hash = '$scrypt$ln=10,r=1,p=1$c2FsdHNhbHQ$MDEyMzQ1Njc4OWFiY2RlZg';
  const text = `users:
  # The first.
  ada:
    password: ${hash}
    groups:
      - research # since May
      - staff
  bob: { password: '${hash}', admin: true } # runs it
`;
  writeFileSync(join(folder, 'users.yaml'), text);
  joinGroups('ada', ['gpu', 'staff', 'gpu'], context());
  leaveGroups('ada', ['staff'], context());
  joinGroups('bob', ['night shift'], context());
  expect(file().replaceAll(hash, 'HASH')).toMatchInlineSnapshot(`
    "users:
      # The first.
      ada:
        password: HASH
        groups:
          - research # since May
          - gpu
      bob: { password: 'HASH', admin: true, groups: [ night shift ] } # runs it
    "
  `);
  leaveGroups('ada', ['research', 'gpu'], context());
  expect(noted.filter((line) => !line.startsWith('next'))).toMatchInlineSnapshot(`
    [
      "users.yaml: ada is already in staff",
      "users.yaml: ada is now in research, staff, gpu",
      "users.yaml: ada is now in research, gpu",
      "warning: no user is in the group "staff" now: add one, or remove the group from platform.yaml",
      "users.yaml: bob is now in night shift",
      "users.yaml: ada is now in no group",
      "warning: no user is in the group "research" now: add one, or remove the group from platform.yaml",
      "warning: no user is in the group "gpu" now: add one, or remove the group from platform.yaml",
    ]
  `);
  const before = file();
  const refused = (act: () => void) => {
    try {
      act();
    } catch (error) {
      return (error as Error).message.replaceAll(/\S*\/user-[^/]*\//g, '');
    }
    return 'nothing';
  };
  expect([
    refused(() => joinGroups('eve', ['gpu'], context())),
    refused(() => joinGroups('ada', ['', ' a', 'b\tc', 'x'.repeat(256)], context())),
    refused(() => leaveGroups('bob', ['night-shift', 'gpu'], context())),
    refused(() => leaveGroups('ada', ['gpu'], context())),
  ]).toMatchInlineSnapshot(`
    [
      "users.yaml: no user "eve"",
      "empty group name
    the group " a" has a control character, or a space at either end
    the group "b\\tc" has a control character, or a space at either end
    the name of a group has 256 characters
    nothing was changed",
      "users.yaml: bob is not in the group "night-shift"; did you mean "night shift"?
    users.yaml: bob is not in the group "gpu"
    nothing was changed",
      "users.yaml: ada is not in the group "gpu"
    nothing was changed",
    ]
  `);
  joinGroups('bob', ['night shift'], context());
  expect(file()).toBe(before);
});

test('groups that users share by an anchor are not changed for others', () => {
  const hash = '$scrypt$ln=10,r=1,p=1$c2FsdHNhbHQ$MDEyMzQ1Njc4OWFiY2RlZg';
  const text = `users:
  ada: { password: '${hash}', admin: true, groups: &team [staff] }
  bob: { password: '${hash}', groups: *team }
`;
  writeFileSync(join(folder, 'users.yaml'), text);
  const shared = /the changed value has an anchor \("&name"\) that is used elsewhere/;
  expect(() => joinGroups('ada', ['gpu'], context())).toThrow(shared);
  expect(() => removeUsers(['ada'], context())).toThrow(shared);
  expect(file()).toBe(text);
  joinGroups('bob', ['gpu'], context());
  expect(file()).toContain('groups: &team [ staff ]');
  expect(file()).toMatch(/bob: .*groups: \[ staff, gpu \]/);
});

test('adds a class with passwords that log in, in a file for its owner alone', async () => {
  const [list, out] = [join(folder, 'class.csv'), join(folder, 'out.csv')];
  writeFileSync(list, 'name,groups\nada,staff\n"o,hara",\n');
  await addClass(list, out, context());
  const rows = readFileSync(out, 'utf8').trim().split('\n');
  expect(rows[0]).toBe('name,password');
  expect(await verifyPassword(rows[1]?.split(',')[1] ?? '', hashOf('ada'))).toBe(true);
  expect(rows[2]).toMatch(/^"o,hara",\S{19}$/);
  expect(noted).toContain('users.yaml: added 2 users');
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(noted.join()).not.toContain(rows[1]?.split(',')[1]);
});

test('a second run adds only who is new, beside the passwords of the first', async () => {
  const list = join(folder, 'class.csv');
  writeFileSync(list, 'name;E-Mail;groups\nada;a@x.org;staff\nbob;;\n');
  await addClass(list, undefined, context());
  noted = [];
  const before = file();
  await addClass(list, undefined, context());
  expect(file()).toBe(before);
  writeFileSync(list, 'name;E-Mail;groups\nada;a@x.org;staff\nbob;;\ncy;;staff\n');
  await addClass(list, undefined, context());
  expect(noted).toMatchInlineSnapshot(`
    [
      "class.csv: ignored the column "E-Mail"; only name, admin and groups are used",
      "users.yaml: 2 of the list already there, not changed",
      "users.yaml: no new users; nothing was changed",
      "class.csv: ignored the column "E-Mail"; only name, admin and groups are used",
      "users.yaml: 2 of the list already there, not changed",
      "generating 1 password: about 1 s",
      "users.yaml: added 1 user",
      "class-passwords-2.csv: their passwords; hand them out, then delete the file",
      "next: npx hubwright up   (the hub picks it up within two minutes, without a restart)",
    ]
  `);
  expect(readFileSync(join(folder, 'class-passwords-2.csv'), 'utf8')).toMatch(/^name,password\ncy,\S{19}\n$/);
});

test('counts one as one', async () => {
  writeFileSync(join(folder, 'class.csv'), 'name\nada\n');
  await addClass(join(folder, 'class.csv'), join(folder, 'out.csv'), context());
  expect(noted.slice(0, 2)).toEqual(['generating 1 password: about 1 s', 'users.yaml: added 1 user']);
});

test('adds a class whole or not at all', async () => {
  const [list, out] = [join(folder, 'class.csv'), join(folder, 'out.csv')];
  writeFileSync(list, 'name\nada\n');
  writeFileSync(out, 'of last year\n');
  await expect(addClass(list, out, context())).rejects.toThrow(/this file already exists; nobody was added/);
  expect(readFileSync(out, 'utf8')).toBe('of last year\n');
  await expect(addClass(list, join(folder, 'no', 'folder.csv'), context())).rejects.toThrow(/ENOENT.*nobody was added/);
  writeFileSync(join(folder, '.users.yaml.lock'), `${process.ppid}\n`);
  const fresh = join(folder, 'fresh.csv');
  await expect(addClass(list, fresh, context())).rejects.toThrow(/another command is writing .*users.yaml: process/);
  expect(existsSync(fresh)).toBe(false);
  expect(existsSync(join(folder, 'users.yaml'))).toBe(false);
});

test('lists users as a table and as JSON, without hashes', async () => {
  listUsers(false, context());
  await addUser('ada', { admin: true, groups: ['a', 'b'], source: 'generate' }, context());
  await addUser('bob', { ...plain, source: 'generate' }, context());
  setDisabled(['bob'], true, context());
  printed = [];
  listUsers(false, context());
  listUsers(true, context());
  expect(printed.slice(0, 3)).toMatchInlineSnapshot(`
    [
      "NAME  ADMIN  GROUPS  DISABLED",
      "ada   yes    a, b",
      "bob                  yes",
    ]
  `);
  expect(JSON.parse(printed[3] ?? '')).toEqual([
    { name: 'ada', admin: true, groups: ['a', 'b'], disabled: false },
    { name: 'bob', admin: false, groups: [], disabled: true },
  ]);
  expect(noted[0]).toMatchInlineSnapshot(
    `"users.yaml: no users yet; add one with \`npx hubwright user add NAME --admin\`"`,
  );
});

test('says where users are kept when that is not a file', async () => {
  writeFileSync(join(folder, 'platform.yaml'), 'auth: { type: ldap }\n');
  expect(() => listUsers(false, context())).toThrow(/users log in through "ldap", which keeps them/);
});
