import * as z from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import type { Hub } from '../schema/hub.ts';
import { admitsUsers, authType } from './auth-type.ts';
import { admitsGroups, checkGroups, groupsClaim, groupTraits, providerGroups } from './groups.ts';
import { checkHttps, checkOAuth, oauth, oauthSecrets, oauthTraits, rootUrl } from './oauth.ts';

const schema = z.strictObject({
  type: z.literal('azuread').describe('Microsoft Entra ID, formerly Azure Active Directory.'),
  ...oauth,
  tenant: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, {
      error: () => 'expected a tenant ID such as 11111111-2222-3333-4444-555555555555, or one of its domains',
    })
    .describe('Tenant ID, or one of its domains.'),
  cloudUrl: rootUrl()
    .default('https://login.microsoftonline.com')
    .describe('Login endpoint; `https://login.microsoftonline.us` for the US government cloud.'),
  usernameClaim: z
    .string()
    .min(1)
    .default('preferred_username')
    .describe('Claim of the ID token to use as user name, in lower case. Not `name`: two people may share one.'),
  groupsClaim,
  ...providerGroups,
});

type AzureAd = z.output<typeof schema>;

export const azuread = authType({
  schema,
  className: 'oauthenticator.azuread.AzureAdOAuthenticator',
  traits: (auth, hub) => ({
    ...oauthTraits(auth, hub),
    tenant_id: auth.tenant,
    // Version 1, the default of the class, has no preferred_username.
    authorize_url: `${auth.cloudUrl}/${auth.tenant}/oauth2/v2.0/authorize`,
    token_url: `${auth.cloudUrl}/${auth.tenant}/oauth2/v2.0/token`,
    scope: ['openid', 'profile', 'email'],
    username_claim: auth.usernameClaim,
    login_service: 'Microsoft',
    ...groupTraits(auth, auth.groupsClaim, 'user'),
  }),
  secrets: oauthSecrets,
  admits: (auth) => admitsUsers(auth) || admitsGroups(auth),
  check,
  groups: ({ groupsClaim }) => groupsClaim !== undefined,
});

function check(auth: AzureAd, hub: Hub): SettingsProblem[] {
  const problems = [
    ...checkOAuth(auth, hub),
    ...checkGroups(auth, auth.groupsClaim),
    ...checkHttps(auth, hub, 'Entra ID'),
  ];
  const warn = (setting: string, message: string, fix: string) =>
    problems.push({ path: ['auth', setting], severity: 'warning', message, fix });
  if (['common', 'organizations', 'consumers'].includes(auth.tenant)) {
    warn(
      'tenant',
      `"${auth.tenant}" lets accounts of any company log in, under user names of its own choice`,
      'write your tenant ID',
    );
  }
  if (auth.usernameClaim === 'name') {
    warn('usernameClaim', 'two people with the same name would share a home', 'remove it, or write oid');
  }
  return problems;
}
