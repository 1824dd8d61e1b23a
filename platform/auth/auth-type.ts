import * as z from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import type { Hub } from '../schema/hub.ts';
import type { SecretSource } from '../schema/scalars.ts';
import { meansAnotherPage } from '../user-name.ts';

/** Traits of an authenticator's class, as `hub.config` takes them. */
export type Traits = Readonly<Record<string, unknown>>;

/** One way to log in: its settings, and the hub's configuration that follows from them. */
export interface AuthType<S extends z.ZodObject = z.ZodObject> {
  /** The settings, among them the literal `type` that chooses it. */
  readonly schema: S;
  /** Import path of the authenticator in the hub's container. */
  readonly className: string;
  /** Classes of the hub image that raw values may choose for the same providers. @default - only the one above */
  readonly insteadOf?: readonly string[];
  /** The authenticator's traits, without secrets. */
  traits(auth: z.output<S>, hub: Hub): Traits;
  /** The traits that are secrets, by name. @default - there are none */
  secrets?(auth: z.output<S>): readonly SecretTrait[];
  /** Whether these settings admit anyone at all. @default - they do */
  admits?(auth: z.output<S>): boolean;
  /** Problems between settings that are each valid on their own. @default - none */
  check?(auth: z.output<S>, hub: Hub): readonly SettingsProblem[];
  /** Whether administrators can also be made in the hub; the settings then do not revoke them. @default - they cannot */
  readonly adminsInHub?: boolean;
  /** Whether the provider decides who is in which group, so that only it knows the groups. @default - it does not */
  groups?(auth: z.output<S>): boolean;
  /** Whether an email address used as user name must be verified by the provider. @default - it need not */
  verifiedEmail?(auth: z.output<S>): boolean;
}

/** A trait that holds a secret, and the setting that names its source. */
export interface SecretTrait {
  readonly trait: string;
  /** Key in the settings of the type. */
  readonly setting: string;
  readonly source: SecretSource;
  /** What is wrong with the secret, without quoting it; undefined when nothing is. @default - any secret is accepted */
  readonly problem?: (secret: string) => string | undefined;
}

/** Keeps the type of the schema for the functions beside it. */
export const authType = <S extends z.ZodObject>(type: AuthType<S>): AuthType<S> => type;

/** A list of names. */
export const nameList = (what: string) => z.array(z.string().min(1)).default([]).describe(what);

const hasOwnPage = (name: string) => name === '' || !meansAnotherPage(name);

/** A list of user names, with any other characters in them. */
export const userNameList = (what: string) =>
  z
    .array(
      z
        .string()
        .min(1)
        .refine(hasOwnPage, { error: () => 'expected a user name that can be part of a URL' }),
    )
    .default([])
    .describe(what);

/** A list of user names. JupyterHub does not start with one that has a slash, or a space at either end; it ignores case. */
const userList = (what: string) =>
  z
    .array(
      z
        .string()
        .regex(/^[^\s/]([^/]*[^\s/])?$/, {
          abort: true,
          error: () => 'expected a user name without "/" and without spaces around it',
        })
        .refine(hasOwnPage, { error: () => 'expected a user name that can be part of a URL' }),
    )
    .default([])
    .describe(what);

/** Who may log in, for every authenticator that does not keep its own users. */
export const admission = {
  allowAll: z.boolean().default(false).describe('Whether everyone known to the provider may log in.'),
  allowedUsers: userList('Users who may log in.'),
  adminUsers: userList('Administrators of the hub. They may log in too.'),
};

type Admission = z.output<z.ZodObject<typeof admission>>;

/** The traits of {@link admission}. What is not set is left out, so that raw values of a base class apply. */
export const admissionTraits = ({ allowAll, allowedUsers, adminUsers }: Admission) => ({
  ...(allowAll && { allow_all: true }),
  ...(allowedUsers.length > 0 && { allowed_users: allowedUsers }),
  ...(adminUsers.length > 0 && { admin_users: adminUsers }),
});

/** Whether {@link admission} admits anyone. */
export const admitsUsers = ({ allowAll, allowedUsers, adminUsers }: Admission) =>
  allowAll || allowedUsers.length > 0 || adminUsers.length > 0;
