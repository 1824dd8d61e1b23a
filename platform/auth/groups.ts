import { z } from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import { nameList } from './auth-type.ts';

/** Groups of a provider that says who is in which. */
export const providerGroups = {
  allowedGroups: nameList('Groups that may log in.'),
  adminGroups: nameList(
    'Groups that administer the hub, and may log in. Who leaves them is no admin from the next login on.',
  ),
};

/** The claim that lists the groups, where that is to be set. */
export const groupsClaim = z
  .string()
  .min(1)
  .optional()
  .describe(
    'Claim that lists the groups, which images and sizes can be limited to; `realm_access.roles` for one inside another.',
  );

type Groups = z.output<z.ZodObject<typeof providerGroups>>;

/** The traits for groups in a claim of an answer that the authenticator keeps under this key. */
export const groupTraits = ({ allowedGroups, adminGroups }: Groups, claim: string | undefined, key: string) =>
  claim !== undefined && {
    manage_groups: true,
    auth_state_groups_key: `${key}.${claim}`,
    ...(allowedGroups.length > 0 && { allowed_groups: allowedGroups }),
    ...(adminGroups.length > 0 && { admin_groups: adminGroups }),
  };

/** Whether groups let anybody in. */
export const admitsGroups = ({ allowedGroups, adminGroups }: Groups) =>
  allowedGroups.length > 0 || adminGroups.length > 0;

/** Finds groups that are named while nothing says who is in them. */
export function checkGroups(groups: Groups, claim: string | undefined): SettingsProblem[] {
  if (claim !== undefined || !admitsGroups(groups)) return [];
  return [
    {
      path: ['auth', 'groupsClaim'],
      message: 'missing: groups are named, and nothing says who is in them',
      fix: 'set it to the claim that lists the groups',
    },
  ];
}
