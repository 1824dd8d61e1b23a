import { z } from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import type { Hub } from '../schema/hub.ts';
import type { SecretSource } from '../schema/scalars.ts';
import { meansAnotherPage } from '../user-name.ts';

/** Traits of an authenticator's class, as `hub.config` takes them. */
export type Traits = Readonly<Record<string, unknown>>;

/** One way to log in: its settings, and what the hub is told because of them. */
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
  /** Whether these settings let anybody in at all. @default - they do */
  admits?(auth: z.output<S>): boolean;
  /** What is wrong with settings whose every part is right by itself. @default - nothing */
  check?(auth: z.output<S>, hub: Hub): readonly SettingsProblem[];
  /** Whether administrators are made in the hub, too, which the settings then do not take back. @default - they are not */
  readonly adminsInHub?: boolean;
  /** Whether the provider says who is in which group, so that only it knows the groups. @default - it does not */
  groups?(auth: z.output<S>): boolean;
  /** Whether an address that becomes the user name must be one that the provider has verified. @default - it need not */
  verifiedEmail?(auth: z.output<S>): boolean;
}

/** A trait that holds a secret, and the setting that names its source. */
export interface SecretTrait {
  readonly trait: string;
  /** Key in the settings of the type. */
  readonly setting: string;
  readonly source: SecretSource;
  /** What is wrong with the secret, without a word of it; undefined when nothing is. @default - any will do */
  readonly problem?: (secret: string) => string | undefined;
}

/** Keeps the type of the schema for the functions beside it. */
export const authType = <S extends z.ZodObject>(type: AuthType<S>): AuthType<S> => type;

/** A list of names. */
export const nameList = (what: string) => z.array(z.string().min(1)).default([]).describe(what);

const hasOwnPage = (name: string) => name === '' || !meansAnotherPage(name);

/** A list of user names, with whatever else is in them. */
export const userNameList = (what: string) =>
  z
    .array(
      z
        .string()
        .min(1)
        .refine(hasOwnPage, { error: () => 'expected a user name that can be part of an address' }),
    )
    .default([])
    .describe(what);

/** A list of user names. JupyterHub starts with none that has a slash, or a space at an end; case does not matter to it. */
const userList = (what: string) =>
  z
    .array(
      z
        .string()
        .regex(/^[^\s/]([^/]*[^\s/])?$/, {
          abort: true,
          error: () => 'expected a user name without "/" and without spaces around it',
        })
        .refine(hasOwnPage, { error: () => 'expected a user name that can be part of an address' }),
    )
    .default([])
    .describe(what);

/** Who may come in, as every authenticator that does not keep its own users takes it. */
export const admission = {
  allowAll: z.boolean().default(false).describe('Whether everyone whom the provider knows may log in.'),
  allowedUsers: userList('Users who may log in.'),
  adminUsers: userList('Users who administer the hub, and may log in.'),
};

type Admission = z.output<z.ZodObject<typeof admission>>;

/** The traits of {@link admission}. What is not set is left out, so that raw values of a base class hold. */
export const admissionTraits = ({ allowAll, allowedUsers, adminUsers }: Admission) => ({
  ...(allowAll && { allow_all: true }),
  ...(allowedUsers.length > 0 && { allowed_users: allowedUsers }),
  ...(adminUsers.length > 0 && { admin_users: adminUsers }),
});

/** Whether {@link admission} lets anybody in. */
export const admitsUsers = ({ allowAll, allowedUsers, adminUsers }: Admission) =>
  allowAll || allowedUsers.length > 0 || adminUsers.length > 0;
