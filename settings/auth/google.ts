import { z } from 'zod';
import { hostName } from '../schema/hosts.ts';
import { admitsUsers, authType } from './auth-type.ts';
import { oauth, oauthSecrets, oauthTraits } from './oauth.ts';

export const google = authType({
  schema: z.strictObject({
    type: z.literal('google').describe('Google Workspace.'),
    ...oauth,
    hostedDomains: z.array(hostName()).default([]).describe('Domains whose users may log in.'),
  }),
  className: 'oauthenticator.google.GoogleOAuthenticator',
  traits: (auth, hub) => ({
    ...oauthTraits(auth, hub),
    ...(auth.hostedDomains.length > 0 && { hosted_domain: auth.hostedDomains }),
  }),
  secrets: oauthSecrets,
  admits: (auth) => admitsUsers(auth) || auth.hostedDomains.length > 0,
});
