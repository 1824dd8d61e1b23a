import * as z from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import { duration } from '../schema/scalars.ts';
import { authType, userNameList } from './auth-type.ts';

const schema = z.strictObject({
  type: z.literal('native').describe('Users sign up on a page of the hub, and an administrator approves them.'),
  openSignup: z.boolean().default(false).describe('Whether they may log in without approval.'),
  minimumPasswordLength: z.int().min(1).max(72).default(10).describe('Minimum length of a password.'),
  failedLogins: z
    .int()
    .min(0)
    .max(100)
    .default(5)
    .describe('Failed logins of a browser before a pause; 0 means no limit.'),
  pause: duration().prefault('10m').describe('Length of the pause.'),
  adminUsers: userNameList(
    "Administrators of the hub. They sign up at a URL that the hub's log shows, and need no approval.",
  ),
});

export const native = authType({
  schema,
  className: 'hubwright.login.native.NativeAuthenticator',
  adminsInHub: true,
  traits: (auth) => ({
    allow_all: true, // everyone whom an administrator approved
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
            fix: 'choose another: nobody can sign up with it',
          },
        ]
      : [],
  );
  const nobody: SettingsProblem = {
    path: ['auth', 'adminUsers'],
    message: 'nobody can approve users who sign up',
    fix: 'add an administrator, or set openSignup: true',
    severity: 'warning',
  };
  return [...names, ...(adminUsers.length === 0 && !openSignup ? [nobody] : [])];
}
