import { z } from 'zod';
import type { Problem } from '../problem.ts';
import { url } from '../schema/scalars.ts';
import { admitsUsers, authType, nameList } from './auth-type.ts';
import { oauth, oauthSecrets, oauthTraits } from './oauth.ts';

const schema = z.strictObject({
  type: z.literal('oidc').describe('Any OpenID Connect provider: Keycloak, Authentik, Okta, …'),
  ...oauth,
  authorizeUrl: url().describe("The provider's authorization endpoint."),
  tokenUrl: url().describe("The provider's token endpoint."),
  userdataUrl: url().describe("The provider's userinfo endpoint."),
  scopes: nameList('Scopes to ask for, besides `openid`.'),
  usernameClaim: z.string().min(1).default('preferred_username').describe('Claim that becomes the user name.'),
  groupsClaim: z
    .string()
    .min(1)
    .optional()
    .describe('Claim that lists the groups, which images and sizes can be limited to.'),
  loginService: z.string().min(1).default('single sign-on').describe('What the login button says.'),
  allowedGroups: nameList('Groups that may log in.'),
  adminGroups: nameList('Groups that administer the hub.'),
});

export const oidc = authType({
  schema,
  className: 'oauthenticator.generic.GenericOAuthenticator',
  traits: (auth, hub) => ({
    ...oauthTraits(auth, hub),
    authorize_url: auth.authorizeUrl,
    token_url: auth.tokenUrl,
    userdata_url: auth.userdataUrl,
    scope: ['openid', ...auth.scopes.filter((scope) => scope !== 'openid')],
    username_claim: auth.usernameClaim,
    login_service: auth.loginService,
    ...(auth.groupsClaim && {
      manage_groups: true,
      auth_state_groups_key: `oauth_user.${auth.groupsClaim}`,
      allowed_groups: auth.allowedGroups,
      admin_groups: auth.adminGroups,
    }),
  }),
  secrets: oauthSecrets,
  admits: (auth) => admitsUsers(auth) || namesGroups(auth),
  check,
  groups: ({ groupsClaim }) => groupsClaim !== undefined,
});

const namesGroups = ({ allowedGroups, adminGroups }: z.output<typeof schema>) =>
  allowedGroups.length > 0 || adminGroups.length > 0;

function check(auth: z.output<typeof schema>): Problem[] {
  if (auth.groupsClaim !== undefined || !namesGroups(auth)) return [];
  return [
    {
      path: ['auth', 'groupsClaim'],
      message: 'missing: groups are named, and nothing says who is in them',
      hint: 'set it to the claim that lists the groups',
    },
  ];
}
