import * as z from 'zod';
import { isPasswordHash } from '../../system/phc.ts';

const user = z
  .strictObject({
    password: z
      .string()
      .refine(isPasswordHash, { error: () => 'expected a scrypt hash' })
      .describe('Hash of the password, as `hubwright user passwd` writes it.'),
    admin: z.boolean().default(false).describe('Whether the user administers the hub.'),
    groups: z
      .array(z.string().min(1).max(255))
      .default([])
      .describe('Groups of the user, to which images, sizes and shared folders can be limited.'),
    disabled: z.boolean().default(false).describe('Whether the user is locked out for now.'),
  })
  .meta({ id: 'User' });

/** users.yaml as far as it is valid: what is wrong with a user is replaced by its default. */
export const salvagedUsersSchema = z.object({
  users: z.record(
    z.string(),
    z
      .object({
        password: z.string().catch(''),
        admin: z.boolean().catch(false),
        groups: z.array(z.coerce.string()).catch([]),
        disabled: z.boolean().catch(false),
      })
      .catch({ password: '', admin: false, groups: [], disabled: false }),
  ),
});

/** users.yaml: everyone who may log in, by name. */
export const usersSchema = z
  .strictObject({ users: z.record(z.string(), user).describe('The users, by name. Names are lower case.') })
  .meta({ title: 'users.yaml' });

/** One user of users.yaml. */
export type User = z.output<typeof user>;
