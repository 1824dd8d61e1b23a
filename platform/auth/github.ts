import * as z from 'zod';
import { admitsUsers, authType } from './auth-type.ts';
import { checkOAuth, oauth, oauthSecrets, oauthTraits, rootUrl } from './oauth.ts';

const enterpriseUrl = rootUrl().refine((text) => new URL(text).pathname === '/', {
  error: () => 'expected the root URL of GitHub Enterprise, such as https://github.example.com',
});

const organization = z.string().regex(/^[\w.-]+(:[\w.-]+)?$/, {
  error: () => 'expected an organization, or organization:team, as in its URL: acme, acme:data-science',
});

export const github = authType({
  schema: z.strictObject({
    type: z.literal('github').describe('GitHub, or GitHub Enterprise on your network.'),
    ...oauth,
    enterpriseUrl: enterpriseUrl.optional().describe('URL of GitHub Enterprise.'),
    allowedOrganizations: z
      .array(organization)
      .default([])
      .describe('Organizations, or `organization:team`, whose members may log in.'),
  }),
  className: 'oauthenticator.github.GitHubOAuthenticator',
  traits: (auth, hub) => ({
    ...oauthTraits(auth, hub),
    ...(auth.enterpriseUrl && enterpriseTraits(auth.enterpriseUrl)),
    ...(auth.allowedOrganizations.length > 0 && {
      allowed_organizations: auth.allowedOrganizations,
      // Without it, only public members are found.
      scope: ['read:org'],
    }),
  }),
  secrets: oauthSecrets,
  admits: (auth) => admitsUsers(auth) || auth.allowedOrganizations.length > 0,
  check: checkOAuth,
});

/** The API is below the URL of GitHub Enterprise, but has a host of its own if GitHub runs it. */
function enterpriseTraits(enterpriseUrl: string) {
  const { host, protocol } = new URL(enterpriseUrl);
  return {
    github_url: enterpriseUrl,
    ...(host.endsWith('.ghe.com') && { github_api: `${protocol}//api.${host}` }),
  };
}
