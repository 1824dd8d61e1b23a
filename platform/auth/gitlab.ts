import * as z from 'zod';
import { admitsUsers, authType } from './auth-type.ts';
import { admitsGroups, groupTraits, providerGroups } from './groups.ts';
import { checkOAuth, oauth, oauthSecrets, oauthTraits, rootUrl } from './oauth.ts';

export const gitlab = authType({
  schema: z.strictObject({
    type: z.literal('gitlab').describe('GitLab, on your network or gitlab.com. Its groups become groups of the hub.'),
    ...oauth,
    url: rootUrl().default('https://gitlab.com').describe('URL of GitLab.'),
    ...providerGroups,
  }),
  // GitLab's own class looks members of groups up one by one, finds none of a subgroup, and gives the hub no groups.
  className: 'oauthenticator.generic.GenericOAuthenticator',
  insteadOf: ['GitLabOAuthenticator'],
  traits: (auth, hub) => ({
    ...oauthTraits(auth, hub),
    authorize_url: `${auth.url}/oauth/authorize`,
    token_url: `${auth.url}/oauth/token`,
    userdata_url: `${auth.url}/oauth/userinfo`,
    scope: ['openid'],
    username_claim: 'preferred_username',
    login_service: 'GitLab',
    ...groupTraits(auth, 'groups', 'oauth_user'),
  }),
  secrets: oauthSecrets,
  admits: (auth) => admitsUsers(auth) || admitsGroups(auth),
  check: checkOAuth,
  groups: () => true,
});
