import { z } from 'zod';

/**
 * A scrypt hash in PHC form: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, salt and hash in base64 without padding.
 * Source: the PHC string format; parameters as RFC 7914 names them.
 */
export const PHC_PATTERN =
  /^\$scrypt\$ln=(1[4-9]|20),r=(8|16),p=([1-9]|1[0-6])\$[A-Za-z0-9+/]{22,86}\$[A-Za-z0-9+/]{43,86}$/;

const user = z
  .strictObject({
    password: z
      .string()
      .regex(PHC_PATTERN, { error: () => 'expected a scrypt hash, as "npx hubwright user passwd" writes it' })
      .describe('Hash of the password, as `hubwright user passwd` writes it.'),
    admin: z.boolean().default(false).describe('Whether the user administers the hub.'),
    groups: z
      .array(z.string().min(1).max(255))
      .default([])
      .describe('Groups, which images, sizes and shared folders can be limited to.'),
    disabled: z.boolean().default(false).describe('Whether the user may not log in for now.'),
  })
  .meta({ id: 'User' });

/** users.yaml: everyone who may log in, by name. */
export const usersSchema = z
  .strictObject({ users: z.record(z.string(), user).describe('The users, by name. Names are lower case.') })
  .meta({ title: 'users.yaml' });

/** One user of users.yaml. */
export type User = z.output<typeof user>;
