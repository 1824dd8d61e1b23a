import * as z from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import type { Hub } from '../schema/hub.ts';
import type { AuthType } from './auth-type.ts';
import { azuread } from './azuread.ts';
import { cilogon } from './cilogon.ts';
import { dummy } from './dummy.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { google } from './google.ts';
import { ldap } from './ldap.ts';
import { native } from './native.ts';
import { oidc } from './oidc.ts';
import { users } from './users.ts';

/** Every way to log in, by the `type` that chooses it. */
const authTypes = { users, oidc, ldap, github, gitlab, google, azuread, cilogon, native, dummy };

/** `auth`: who may log in, and how. */
export const authSchema = z
  .discriminatedUnion('type', [
    users.schema,
    oidc.schema,
    ldap.schema,
    github.schema,
    gitlab.schema,
    google.schema,
    azuread.schema,
    cilogon.schema,
    native.schema,
    dummy.schema,
  ])
  .prefault({ type: 'users' })
  .describe('Who may log in, and how.');

export type Auth = z.output<typeof authSchema>;

/** The type of these settings. Its functions take exactly these settings, which the compiler cannot infer from the union. */
export const authTypeOf = (auth: Auth) => authTypes[auth.type] as unknown as AuthType<z.ZodType<Auth> & z.ZodObject>;

/** The section of `hub.config` that configures an authenticator: the name of its class. */
export const sectionOf = ({ className }: Pick<AuthType, 'className'>) =>
  className.slice(className.lastIndexOf('.') + 1);

/** Whether `auth` has a type for the authenticator of that class, so that it needs no raw values. */
export const hasAuthType = (className: string) =>
  Object.values<Pick<AuthType, 'className' | 'insteadOf'>>(authTypes).some(
    (it) => sectionOf(it) === className || it.insteadOf?.includes(className),
  );

/** Settings that lock everyone out, or that lack what an authenticator needs. */
export function checkAuth(auth: Auth, hub: Hub): SettingsProblem[] {
  const type = authTypeOf(auth);
  const nobody: SettingsProblem = {
    path: ['auth'],
    message: 'nobody may log in',
    fix: 'set allowAll: true, or list users, groups or domains',
  };
  return [...((type.admits?.(auth) ?? true) ? [] : [nobody]), ...(type.check?.(auth, hub) ?? [])];
}
