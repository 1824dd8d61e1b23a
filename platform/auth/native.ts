import { z } from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import { duration } from '../schema/scalars.ts';
import { authType, userNameList } from './auth-type.ts';

const schema = z.strictObject({
  type: z.literal('native').describe('Users sign up on a page of the hub, and an administrator admits them.'),
  openSignup: z.boolean().default(false).describe('Whether nobody needs to admit them.'),
  minimumPasswordLength: z.int().min(1).max(72).default(10).describe('Shortest password.'),
  failedLogins: z
    .int()
    .min(0)
    .max(100)
    .default(5)
    .describe('Failed logins of a browser before a pause; 0 is no limit.'),
  pause: duration().prefault('10m').describe('How long the pause is.'),
  adminUsers: userNameList(
    'Users who administer the hub. They sign up at an address that the log of the hub shows, and need nobody to admit them.',
  ),
});

export const native = authType({
  schema,
  className: 'hubwright.native.NativeAuthenticator',
  adminsInHub: true,
  traits: (auth) => ({
    allow_all: true, // whom the authenticator knows and an administrator admitted
    admin_users: auth.adminUsers,
    open_signup: auth.openSignup,
    minimum_password_length: auth.minimumPasswordLength,
    check_common_password: true,
    allowed_failed_logins: auth.failedLogins,
    seconds_before_next_try: auth.pause.toSeconds(),
  }),
  check,
});

function check({ adminUsers, openSignup }: z.output<typeof schema>): SettingsProblem[] {
  const names = adminUsers.flatMap((name, i): SettingsProblem[] =>
    /[,/ ]/.test(name)
      ? [
          {
            path: ['auth', 'adminUsers', i],
            message: `"${name}" contains a space, a comma or a "/"`,
            fix: 'nobody can sign up under such a name: choose another',
          },
        ]
      : [],
  );
  const nobody: SettingsProblem = {
    path: ['auth', 'adminUsers'],
    message: 'nobody can admit the users who sign up',
    fix: 'name an administrator, or set openSignup: true',
    severity: 'warning',
  };
  return [...names, ...(adminUsers.length === 0 && !openSignup ? [nobody] : [])];
}
