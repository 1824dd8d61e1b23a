import * as z from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import { admitsUsers, authType } from './auth-type.ts';
import { checkOAuth, oauth, oauthSecrets, oauthTraits } from './oauth.ts';

const provider = z.strictObject({
  entityId: z
    .string()
    .regex(/^(https?:\/\/|urn:)\S+$/, {
      error: () =>
        'expected an EntityID listed at https://cilogon.org/idplist, such as https://idp.example.edu/shibboleth',
    })
    .describe('Its EntityID, listed at https://cilogon.org/idplist.'),
  usernameClaim: z
    .string()
    .min(1)
    .describe('Claim to use as user name, in lower case: `email`, or `eppn` for a university.'),
  stripDomain: z.string().min(1).optional().describe('Domain to strip from user names: `example.edu`.'),
  prefix: z.string().min(1).optional().describe('Prefix of its user names: `github` makes `github:ada`.'),
  allowAll: z.boolean().default(false).describe('Whether everyone known to it may log in.'),
  allowedDomains: z
    .array(z.string().min(1))
    .default([])
    .describe('Domains whose users may log in; `*.example.edu` matches its subdomains.'),
  allowedDomainsClaim: z
    .string()
    .min(1)
    .optional()
    .describe("Claim that contains a user's domain. If unset, the claim of the user name."),
  default: z.boolean().default(false).describe('Whether it is preselected.'),
});

const schema = z.strictObject({
  type: z.literal('cilogon').describe('CILogon: universities and research institutes.'),
  ...oauth,
  providers: z.array(provider).min(1).describe('Identity providers that users can choose at CILogon.'),
});

type CILogon = z.output<typeof schema>;
type Provider = z.output<typeof provider>;

export const cilogon = authType({
  schema,
  className: 'oauthenticator.cilogon.CILogonOAuthenticator',
  traits: (auth, hub) => ({
    ...oauthTraits(auth, hub),
    idps: Object.fromEntries(auth.providers.map((it) => [it.entityId, idpOf(it)])),
  }),
  secrets: oauthSecrets,
  admits: (auth) => admitsUsers(auth) || auth.providers.some((it) => it.allowAll || it.allowedDomains.length > 0),
  check: (auth, hub) => [...checkOAuth(auth, hub), ...checkProviders(auth)],
});

function idpOf({ usernameClaim, stripDomain, prefix, ...rules }: Provider) {
  return {
    username_derivation: {
      username_claim: usernameClaim,
      ...(stripDomain && { action: 'strip_idp_domain', domain: stripDomain.replace(/^@/, '') }),
      ...(prefix && { action: 'prefix', prefix }),
    },
    ...(rules.allowAll && { allow_all: true }),
    ...(rules.allowedDomains.length > 0 && { allowed_domains: rules.allowedDomains }),
    ...(rules.allowedDomainsClaim && { allowed_domains_claim: rules.allowedDomainsClaim }),
    ...(rules.default && { default: true }),
  };
}

function checkProviders({ providers }: CILogon): SettingsProblem[] {
  return providers.flatMap(({ entityId, stripDomain, prefix }, i) => {
    const problems: SettingsProblem[] = [];
    const path = ['auth', 'providers', i];
    if (stripDomain && prefix) {
      problems.push({ path, message: 'stripDomain and prefix cannot be combined', fix: 'keep one of them' });
    }
    if (providers.findIndex((it) => it.entityId === entityId) < i) {
      problems.push({
        path: [...path, 'entityId'],
        message: 'another provider has the same entityId',
        fix: 'keep one of them',
      });
    }
    return problems;
  });
}
