import * as z from 'zod';
import { hostName } from '../schema/hosts.ts';
import { admitsUsers, authType } from './auth-type.ts';
import { checkHttps, checkOAuth, oauth, oauthSecrets, oauthTraits } from './oauth.ts';

const schema = z.strictObject({
  type: z.literal('google').describe('Google Workspace.'),
  ...oauth,
  hostedDomains: z
    .array(hostName())
    .default([])
    .describe(
      'Workspace domains. Only their users may log in: all of them, or those in `allowedUsers`. With one domain, user names are without it: `ada`; with several, they are email addresses.',
    ),
});

type Google = z.output<typeof schema>;

export const google = authType({
  schema,
  className: 'oauthenticator.google.GoogleOAuthenticator',
  traits: (auth, hub) => ({
    ...oauthTraits(withHubNames(auth), hub),
    ...(auth.hostedDomains.length > 0 && { hosted_domain: auth.hostedDomains }),
  }),
  secrets: oauthSecrets,
  admits: (auth) => admitsUsers(auth) || auth.hostedDomains.length > 0,
  check: (auth, hub) => [...checkOAuth(auth, hub), ...checkHttps(auth, hub, 'Google')],
  verifiedEmail: () => true,
});

/** The domains only restrict who may log in; with a single one, user names are without it. */
function withHubNames(auth: Google): Google {
  const [domain, ...others] = auth.hostedDomains;
  if (domain === undefined) return auth;
  const suffix = `@${domain}`;
  const hubName = (name: string) =>
    others.length === 0 && name.toLowerCase().endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  return {
    ...auth,
    allowAll: auth.allowAll || auth.allowedUsers.length === 0,
    allowedUsers: auth.allowedUsers.map(hubName),
    adminUsers: auth.adminUsers.map(hubName),
  };
}
