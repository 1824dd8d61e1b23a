import type { Authenticator } from './authenticator.ts';

/** Groups that may log in or administer the hub. */
export function moveGroups(it: Authenticator): void {
  it.list('allowed_groups', 'allowedGroups');
  it.list('admin_groups', 'adminGroups');
}

/** Groups of a claim, which the class calls `groups` if nothing else says what it is called. */
export function moveClaimedGroups(it: Authenticator): void {
  moveGroups(it);
  const isClaimed = it.draft.get(['auth', 'groupsClaim']) !== undefined;
  if (!isClaimed && GROUPS.some((key) => it.draft.get(['auth', key]) !== undefined)) it.set('groupsClaim', 'groups');
  const key = it.keyOf('manage_groups');
  if (key === undefined || it.draft.get(['auth', 'groupsClaim']) === undefined) return;
  if (it.take('manage_groups') === false)
    it.draft.dropped([key], 'with auth.groupsClaim, the hub has the groups of its users');
}

const GROUPS = ['allowedGroups', 'adminGroups'];

/** Of `oauth_user.groups` the claim. */
export const claimOf = (value: unknown) =>
  typeof value === 'string' ? /^(?:(?:oauth_)?user\.)?([\w.-]+)$/.exec(value)?.[1] : undefined;

/** Groups in `auth_state`: a key in it has the claims. Another key right in it is filled by code, if by anything. */
export function moveGroupsOfState(it: Authenticator, claims: string): void {
  const key = it.keyOf('auth_state_groups_key');
  const value = it.get('auth_state_groups_key');
  const claim = claimOf(value);
  if (key === undefined || claim === undefined) return;
  it.take('auth_state_groups_key');
  if (it.draft.get(['auth', 'groupsClaim']) !== undefined) {
    it.draft.dropped([key], 'another key says which claim has the groups');
    return;
  }
  it.set('groupsClaim', claim, key);
  if (!String(value).startsWith(`${claims}.`))
    it.draft.decide(
      [key],
      `read the groups from \`${value}\` in auth_state, and auth.groupsClaim reads the claim \`${claim}\` of the user: look whether the provider gives it`,
    );
}
