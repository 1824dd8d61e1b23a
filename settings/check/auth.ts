import type { Problem } from '../problem.ts';
import type { Auth } from '../schema/auth.ts';

/** What keeps everybody out, or leaves an authenticator without what it needs. */
export function checkAuth(auth: Auth): Problem[] {
  if (auth.type === 'users' || auth.type === 'native') return [];
  const admitted = [
    auth.allowAll,
    auth.allowedUsers.length > 0,
    auth.adminUsers.length > 0,
    auth.type === 'oidc' && (auth.allowedGroups.length > 0 || auth.adminGroups.length > 0),
    auth.type === 'ldap' && auth.allowedGroups.length > 0,
    auth.type === 'github' && auth.allowedOrganizations.length > 0,
    auth.type === 'google' && auth.hostedDomains.length > 0,
  ].some(Boolean);
  const problems: Problem[] = [];
  if (!admitted) {
    problems.push({
      path: ['auth'],
      message: 'nobody may log in',
      hint: 'set allowAll: true, or name users, groups or domains that may',
    });
  }
  if (
    auth.type === 'oidc' &&
    auth.groupsClaim === undefined &&
    (auth.allowedGroups.length > 0 || auth.adminGroups.length > 0)
  ) {
    problems.push({
      path: ['auth', 'groupsClaim'],
      message: 'missing: groups are named, and nothing says who is in them',
      hint: 'set it to the claim that lists the groups',
    });
  }
  if (auth.type === 'ldap' && auth.bindDnTemplate.length === 0 && auth.userSearchBase === undefined) {
    problems.push({
      path: ['auth'],
      message: 'nothing says how a user is found',
      hint: 'set bindDnTemplate, or userSearchBase with searchUser and searchPassword',
    });
  }
  if (auth.type === 'ldap' && (auth.searchUser === undefined) !== (auth.searchPassword === undefined)) {
    problems.push({
      path: ['auth'],
      message: 'searchUser and searchPassword go together',
      hint: 'set both, or neither for an anonymous search',
    });
  }
  return problems;
}
