import * as z from 'zod';
import { hubPaths } from '../names.ts';
import { duration } from '../schema/scalars.ts';
import { authType } from './auth-type.ts';

export const users = authType({
  schema: z.strictObject({
    type: z.literal('users').describe('The users of users.yaml, with passwords.'),
    file: z.string().min(1).default('users.yaml').describe('The file, relative to platform.yaml.'),
    refresh: duration().prefault('1m').describe('How soon the session of a removed or disabled user ends.'),
  }),
  className: 'hubwright.login.authenticator.DirectoryAuthenticator',
  traits: ({ refresh }) => ({ users_path: hubPaths.users, auth_refresh_age: refresh.toSeconds() }),
});
