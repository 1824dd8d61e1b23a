import { expect, test } from '@jest/globals';
import { complaints, load } from '../../settings/testing.ts';

const LONG = 'thirty-two characters, or even more';
const env = { SHARED: 'long enough', SHORT: 'short', LONG };
const shared = { type: 'dummy', password: { env: 'SHARED' } };
const tryOut =
  "auth.type: all users share one password, and can log in under each other's names; use it for trials only, and another type before anyone works with it";

/** What is said of these settings, warnings too, without the place. */
function problemsIn(auth: object): string[] {
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
    ['auth.adminUsers: nobody can approve users who sign up; add an administrator, or set openSignup: true'],
  ],
  [{ ...shared }, [tryOut]],
  [{ ...shared, adminUsers: ['ada'], adminPassword: { env: 'LONG' } }, [tryOut]],
  [
    { ...shared, adminPassword: { env: 'LONG' } },
    [
      tryOut,
      'auth.adminUsers: missing: adminPassword is for administrators, and none is listed; list one, or remove adminPassword',
    ],
  ],
])('%j works, with a warning about what is unusual', (auth, expected) => {
  expect(problemsIn(auth)).toEqual(expected);
});

test.each<[object, string]>([
  [
    { type: 'native', adminUsers: ['..'] },
    'auth.adminUsers[0]: expected a user name that can be part of a URL, found ".."',
  ],
  [
    { ...shared, allowedUsers: ['.'] },
    'auth.allowedUsers[0]: expected a user name that can be part of a URL, found "."',
  ],
  [
    { type: 'native', adminUsers: ['ada', 'Ada Lovelace'] },
    'auth.adminUsers[1]: "Ada Lovelace" contains a space, a comma or a "/"; choose another: nobody can sign up with it',
  ],
  [
    { ...shared, password: { env: 'SHORT' } },
    'auth.password: the environment variable SHORT is too short: JupyterHub requires at least 8 characters here',
  ],
  [
    { ...shared, adminUsers: ['ada'], adminPassword: { env: 'SHORT' } },
    'auth.adminPassword: the environment variable SHORT is too short: JupyterHub requires at least 32 characters here',
  ],
  [
    { ...shared, adminUsers: ['ada'] },
    'auth.adminPassword: missing: administrators do not log in with the shared password; set it to a source of another password, such as { env: ADMIN_PASSWORD }',
  ],
  [
    { ...shared, password: { env: 'LONG' }, adminUsers: ['ada'], adminPassword: { env: 'LONG' } },
    'auth.adminPassword: is the shared password; set another source',
  ],
])('%j is refused with what to write', (auth, message) => {
  expect(problemsIn(auth)).toContain(message);
});
