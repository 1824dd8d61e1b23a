import { z } from 'zod';
import { url } from '../schema/scalars.ts';
import { admitsUsers, authType, nameList } from './auth-type.ts';
import { oauth, oauthSecrets, oauthTraits } from './oauth.ts';

export const github = authType({
  schema: z.strictObject({
    type: z.literal('github').describe('GitHub, or GitHub Enterprise on your network.'),
    ...oauth,
    enterpriseUrl: url().optional().describe('Address of GitHub Enterprise.'),
    allowedOrganizations: nameList('Organizations, or `organization:team`, that may log in.'),
  }),
  className: 'oauthenticator.github.GitHubOAuthenticator',
  traits: (auth, hub) => ({
    ...oauthTraits(auth, hub),
    ...(auth.enterpriseUrl && { github_url: auth.enterpriseUrl }),
    ...(auth.allowedOrganizations.length > 0 && {
      allowed_organizations: auth.allowedOrganizations,
      scope: ['read:org'],
    }),
  }),
  secrets: oauthSecrets,
  admits: (auth) => admitsUsers(auth) || auth.allowedOrganizations.length > 0,
});
