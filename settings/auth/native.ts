import { z } from 'zod';
import { duration } from '../schema/scalars.ts';
import { authType, nameList } from './auth-type.ts';

export const native = authType({
  schema: z.strictObject({
    type: z.literal('native').describe('Users sign up on a page of the hub, and an administrator admits them.'),
    openSignup: z.boolean().default(false).describe('Whether nobody needs to admit them.'),
    minimumPasswordLength: z.int().min(1).max(128).default(10).describe('Shortest password.'),
    failedLogins: z.int().min(0).max(100).default(5).describe('Failed logins before a pause; 0 is no limit.'),
    pause: duration().prefault('10m').describe('How long the pause is.'),
    adminUsers: nameList('Users who administer the hub. They sign up like everyone.'),
  }),
  className: 'nativeauthenticator.NativeAuthenticator',
  traits: (auth) => ({
    admin_users: auth.adminUsers,
    open_signup: auth.openSignup,
    minimum_password_length: auth.minimumPasswordLength,
    check_common_password: true,
    allowed_failed_logins: auth.failedLogins,
    seconds_before_next_try: auth.pause.toSeconds(),
  }),
});
