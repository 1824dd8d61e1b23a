import { beforeAll, expect, test } from '@jest/globals';
import { EXAMPLE_HASHES } from '../../platform/example-passwords.ts';
import { loadPlatform } from '../../settings/load.ts';
import { HASH, load } from '../../settings/testing.ts';
import { hashPassword } from '../../system/phc.ts';
import { MOST, passwordCheck, tryPasswords } from './passwords.ts';
import { reportOf } from './testing.ts';

const options = { most: MOST, reporter: { progress: () => {} }, signal: new AbortController().signal };
const [example = ''] = EXAMPLE_HASHES;
let weak: string;

beforeAll(async () => {
  weak = await hashPassword('bob', { ln: 10, r: 8, p: 1 });
});

const usersOf = (users: object) => load({}, { users }).platform.users;

test('the names of users are tried, and the passwords of the shipped example', async () => {
  const users = usersOf({
    ada: { password: HASH, admin: true },
    bob: { password: weak },
    eve: { password: example },
    gone: { password: weak, disabled: true },
  });
  expect(await tryPasswords(users, options)).toEqual({ weak: ['bob'], shipped: ['eve'], tried: 3, left: 0 });
});

test('administrators come first where not all are tried', async () => {
  const users = usersOf({ ann: { password: HASH }, bob: { password: weak, admin: true }, cid: { password: HASH } });
  expect(await tryPasswords(users, { ...options, most: 1 })).toEqual({ weak: ['bob'], shipped: [], tried: 1, left: 2 });
});

test('an end that was asked for is kept', async () => {
  const users = usersOf({ ada: { password: HASH, admin: true } });
  await expect(tryPasswords(users, { ...options, signal: AbortSignal.abort() })).rejects.toThrow('aborted');
});

test('the hashes of the shipped example are known', () => {
  const { users } = loadPlatform({ secrets: 'mask' }).platform;
  expect(new Set(Object.values(users).map((it) => it.password))).toEqual(EXAMPLE_HASHES);
});

test('the reports', () => {
  const none = { weak: [], shipped: [], tried: 3, left: 0 };
  expect(reportOf(passwordCheck(none))).toEqual(['ok: 3 of 3 users who may log in']);
  const cost = 'anyone who reaches the hub can log in as them, and see and delete their work';
  expect(reportOf(passwordCheck({ ...none, weak: ['bob'], left: 5 }))).toEqual([
    'problems: 3 of 8 users who may log in',
    `error: bob: the password is the name of the user | ${cost} | Set another: \`npx hubwright user passwd bob\`; then \`npx hubwright up\`.`,
    'note: users.yaml: 5 more users were not tried | weak passwords among them are not found | ' +
      'Try all (a third of a second of CPU time each): `npx hubwright doctor --all-passwords`.',
  ]);
  const many = Array.from({ length: 12 }, (_, i) => `u${i}`);
  expect(reportOf(passwordCheck({ ...none, shipped: many }))[1]).toBe(
    'error: u0, u1, u2, u3, u4, u5, u6, u7, u8, u9 and 2 more: the passwords are the ones in the shipped example | ' +
      `${cost} | Set another: \`npx hubwright user passwd u0\`, and the same for each; then \`npx hubwright up\`.`,
  );
  expect(reportOf(passwordCheck({ ...none, weak: many }))[1]).toContain('the passwords are the names of the users');
  expect(reportOf(passwordCheck({ ...none, shipped: ['eve'] }))[1]).toContain(
    'the password is the one in the shipped example',
  );
});
