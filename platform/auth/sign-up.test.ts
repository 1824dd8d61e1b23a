import { expect, test } from '@jest/globals';
import { complaints, load } from '../../settings/testing.ts';

const LONG = 'thirty-two characters, or even more';
const env = { SHARED: 'long enough', SHORT: 'short', LONG };
const shared = { type: 'dummy', password: { env: 'SHARED' } };
const tryOut =
  "auth.type: all users share one password, and can log in under each other's names; use it for a try-out only, and another type before anybody works with it";

/** What is said of these settings, warnings too, without the place. */
function said(auth: object): string[] {
  const errors = complaints(() => load({ auth }, undefined, { env }));
  if (errors.length > 0) return errors.map((it) => it.replace(/^platform\.yaml:\d+:\d+: /, ''));
  const { warnings } = load({ auth }, undefined, { env });
  return warnings.map(({ path, message, fix }) => `${path.join('.')}: ${message}; ${fix}`);
}

test.each<[object, string[]]>([
  [{ type: 'native', adminUsers: ['ada', 'Eve@ex.org'] }, []],
  [{ type: 'native', openSignup: true }, []],
  [
    { type: 'native' },
    ['auth.adminUsers: nobody can admit the users who sign up; name an administrator, or set openSignup: true'],
  ],
  [{ ...shared }, [tryOut]],
  [{ ...shared, adminUsers: ['ada'], adminPassword: { env: 'LONG' } }, [tryOut]],
  [
    { ...shared, adminPassword: { env: 'LONG' } },
    [
      tryOut,
      'auth.adminUsers: missing: adminPassword lets in administrators only, and none is named; name one, or remove adminPassword',
    ],
  ],
])('%j works, and what is unusual is said', (auth, expected) => {
  expect(said(auth)).toEqual(expected);
});

test.each<[object, string]>([
  [
    { type: 'native', adminUsers: ['..'] },
    'auth.adminUsers[0]: expected a user name that can be part of an address, found ".."',
  ],
  [
    { ...shared, allowedUsers: ['.'] },
    'auth.allowedUsers[0]: expected a user name that can be part of an address, found "."',
  ],
  [
    { type: 'native', adminUsers: ['ada', 'Ada Lovelace'] },
    'auth.adminUsers[1]: "Ada Lovelace" contains a space, a comma or a "/"; nobody can sign up under such a name: choose another',
  ],
  [
    { ...shared, password: { env: 'SHORT' } },
    'auth.password: the environment variable SHORT is too short: JupyterHub takes passwords of 8 characters or more here',
  ],
  [
    { ...shared, adminUsers: ['ada'], adminPassword: { env: 'SHORT' } },
    'auth.adminPassword: the environment variable SHORT is too short: JupyterHub takes passwords of 32 characters or more here',
  ],
  [
    { ...shared, adminUsers: ['ada'] },
    'auth.adminPassword: missing: administrators do not log in with the password of everybody; set it to a source of another password, such as { env: ADMIN_PASSWORD }',
  ],
  [
    { ...shared, password: { env: 'LONG' }, adminUsers: ['ada'], adminPassword: { env: 'LONG' } },
    'auth.adminPassword: is the password of everybody; name another source',
  ],
])('%j is refused with what to write', (auth, message) => {
  expect(said(auth)).toContain(message);
});
