import * as z from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import { url } from '../schema/scalars.ts';
import { admitsUsers, authType } from './auth-type.ts';
import { admitsGroups, checkGroups, groupsClaim, groupTraits, providerGroups } from './groups.ts';
import { checkOAuth, oauth, oauthSecrets, oauthTraits } from './oauth.ts';

const schema = z.strictObject({
  type: z.literal('oidc').describe('Any OpenID Connect provider: Keycloak, Authentik, Okta, …'),
  ...oauth,
  authorizeUrl: url().describe("The provider's authorization endpoint."),
  tokenUrl: url().describe("The provider's token endpoint."),
  userdataUrl: url().describe("The provider's userinfo endpoint."),
  scopes: z
    .array(z.string().regex(/^[!#-[\]-~]+$/, { error: () => 'expected one scope, without spaces' }))
    .optional()
    .describe(
      'Scopes to request besides `openid`. If unset, the one that carries the user name: `email` for the claims `email` and `email_verified`, `profile` for other standard claims.',
    ),
  clientAuth: z
    .enum(['post', 'basic'])
    .default('post')
    .describe('How the token endpoint expects the client secret: in the form, or in a header (`client_secret_basic`).'),
  usernameClaim: z
    .string()
    .min(1)
    .default('preferred_username')
    .describe('Claim to use as user name, in lower case. It must be unique to a person.'),
  verifiedEmail: z
    .boolean()
    .default(true)
    .describe('Whether an email address used as user name must be verified by the provider.'),
  groupsClaim,
  loginService: z.string().min(1).default('single sign-on').describe('Name of the provider on the login button.'),
  ...providerGroups,
});

type Oidc = z.output<typeof schema>;

export const oidc = authType({
  schema,
  className: 'oauthenticator.generic.GenericOAuthenticator',
  traits: (auth, hub) => ({
    ...oauthTraits(auth, hub),
    authorize_url: auth.authorizeUrl,
    token_url: auth.tokenUrl,
    userdata_url: auth.userdataUrl,
    scope: [...new Set(['openid', ...(auth.scopes ?? scopesOf(auth.usernameClaim))])],
    ...(auth.clientAuth === 'basic' && { basic_auth: true }),
    username_claim: auth.usernameClaim,
    login_service: auth.loginService,
    ...groupTraits(auth, auth.groupsClaim, 'oauth_user'),
  }),
  secrets: oauthSecrets,
  admits: (auth) => admitsUsers(auth) || admitsGroups(auth),
  check: (auth, hub) => [...checkOAuth(auth, hub), ...checkGroups(auth, auth.groupsClaim), ...checkScopes(auth)],
  groups: ({ groupsClaim }) => groupsClaim !== undefined,
  verifiedEmail: ({ verifiedEmail, usernameClaim }) => verifiedEmail && usernameClaim === 'email',
});

/** The claims of the scopes that the standard names (OpenID Connect Core 1.0, 5.4). */
const STANDARD: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  profile: ['name', 'family_name', 'given_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'website'],
};

/** The scopes that a claim needs, as far as the standard says. */
function scopesOf(claim: string): readonly string[] {
  if (claim === 'sub') return [];
  const scope = Object.keys(STANDARD).find((name) => STANDARD[name]?.includes(claim));
  return [scope ?? 'profile'];
}

/** Finds scopes that leave out the one that carries the user name. Some providers send it anyway. */
function checkScopes({ scopes, usernameClaim }: Oidc): SettingsProblem[] {
  const scope = Object.keys(STANDARD).find((name) => STANDARD[name]?.includes(usernameClaim));
  if (scopes === undefined || scope === undefined || scopes.includes(scope)) return [];
  return [
    {
      path: ['auth', 'scopes'],
      severity: 'warning',
      message: `by the standard, the claim "${usernameClaim}" is sent only with the scope "${scope}"`,
      fix: `add ${scope}`,
    },
  ];
}
