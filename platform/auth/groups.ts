import * as z from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import { nameList } from './auth-type.ts';

/** Groups that the provider manages. */
export const providerGroups = {
  allowedGroups: nameList('Groups whose members may log in.'),
  adminGroups: nameList(
    'Groups whose members administer the hub. They may log in too. Who leaves such a group is no administrator from the next login on.',
  ),
};

/** The claim that lists the groups, if it can be set. */
export const groupsClaim = z
  .string()
  .min(1)
  .optional()
  .describe(
    'Claim that lists the groups of a user, to which images and sizes can be limited. Nested claims are written as `realm_access.roles`.',
  );

type Groups = z.output<z.ZodObject<typeof providerGroups>>;

/** The traits for groups in a claim of the response that the authenticator keeps under `key`. */
export const groupTraits = ({ allowedGroups, adminGroups }: Groups, claim: string | undefined, key: string) =>
  claim !== undefined && {
    manage_groups: true,
    auth_state_groups_key: `${key}.${claim}`,
    ...(allowedGroups.length > 0 && { allowed_groups: allowedGroups }),
    ...(adminGroups.length > 0 && { admin_groups: adminGroups }),
  };

/** Whether groups admit anyone. */
export const admitsGroups = ({ allowedGroups, adminGroups }: Groups) =>
  allowedGroups.length > 0 || adminGroups.length > 0;

/** Finds groups that are listed while nothing says who is in them. */
export function checkGroups(groups: Groups, claim: string | undefined): SettingsProblem[] {
  if (claim !== undefined || !admitsGroups(groups)) return [];
  return [
    {
      path: ['auth', 'groupsClaim'],
      message: 'missing: groups are listed, but nothing says who is in them',
      fix: 'set it to the claim that lists the groups of a user',
    },
  ];
}
