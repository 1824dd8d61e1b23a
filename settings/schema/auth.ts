import { z } from 'zod';
import { address, duration, hostName, secretSource, url } from './scalars.ts';

const names = (what: string) => z.array(z.string().min(1)).default([]).describe(what);

/** Who may come in, as every authenticator that does not keep its own users takes it. */
const admission = {
  allowAll: z.boolean().default(false).describe('Whether everyone whom the provider knows may log in.'),
  allowedUsers: names('Users who may log in.'),
  adminUsers: names('Users who administer the hub.'),
};

const oauth = {
  clientId: z.string().min(1).describe('Client id that the provider issued.'),
  clientSecret: secretSource().describe('Client secret that the provider issued.'),
};

const users = z.strictObject({
  type: z.literal('users').describe('The users of users.yaml, with passwords.'),
  file: z.string().min(1).default('users.yaml').describe('The file, from the folder of platform.yaml.'),
  refresh: duration().prefault('1m').describe('How soon the session of a removed or disabled user ends.'),
});

const oidc = z.strictObject({
  type: z.literal('oidc').describe('Any OpenID Connect provider: Keycloak, Authentik, Okta, …'),
  ...oauth,
  authorizeUrl: url().describe("The provider's authorization endpoint."),
  tokenUrl: url().describe("The provider's token endpoint."),
  userdataUrl: url().describe("The provider's userinfo endpoint."),
  scopes: names('Scopes to ask for, besides `openid`.'),
  usernameClaim: z.string().min(1).default('preferred_username').describe('Claim that becomes the user name.'),
  groupsClaim: z
    .string()
    .min(1)
    .optional()
    .describe('Claim that lists the groups, which images and sizes can be limited to.'),
  loginService: z.string().min(1).default('single sign-on').describe('What the login button says.'),
  ...admission,
  allowedGroups: names('Groups that may log in.'),
  adminGroups: names('Groups that administer the hub.'),
});

const ldap = z.strictObject({
  type: z.literal('ldap').describe('An LDAP directory or Active Directory.'),
  server: address().describe('The LDAP server.'),
  port: z.int().min(1).max(65535).optional().describe("Its port. Without it, the protocol's own."),
  tls: z
    .enum(['before_bind', 'on_connect', 'insecure'])
    .default('before_bind')
    .describe('StartTLS, LDAPS, or passwords in the clear.'),
  bindDnTemplate: z
    .array(z.string().includes('{username}', { error: () => 'expected a DN with {username} in it' }))
    .default([])
    .describe('DNs tried in turn, with `{username}`.'),
  userSearchBase: z.string().min(1).optional().describe('Where users are looked up.'),
  userAttribute: z
    .string()
    .min(1)
    .default('uid')
    .describe('Attribute that holds the user name; `sAMAccountName` in Active Directory.'),
  searchUser: z.string().min(1).optional().describe('DN that may search.'),
  searchPassword: secretSource().optional().describe('Its password.'),
  allowedGroups: names('DNs of groups that may log in.'),
  ...admission,
});

const github = z.strictObject({
  type: z.literal('github').describe('GitHub, or GitHub Enterprise on your network.'),
  ...oauth,
  enterpriseUrl: url().optional().describe('Address of GitHub Enterprise.'),
  allowedOrganizations: names('Organizations, or `organization:team`, that may log in.'),
  ...admission,
});

const google = z.strictObject({
  type: z.literal('google').describe('Google Workspace.'),
  ...oauth,
  hostedDomains: z.array(hostName()).default([]).describe('Domains whose users may log in.'),
  ...admission,
});

const native = z.strictObject({
  type: z.literal('native').describe('Users sign up on a page of the hub, and an administrator admits them.'),
  openSignup: z.boolean().default(false).describe('Whether nobody needs to admit them.'),
  minimumPasswordLength: z.int().min(1).max(128).default(10).describe('Shortest password.'),
  failedLogins: z.int().min(0).max(100).default(5).describe('Failed logins before a pause; 0 is no limit.'),
  pause: duration().prefault('10m').describe('How long the pause is.'),
  adminUsers: names('Users who administer the hub. They sign up like everyone.'),
});

/** `auth`: who may log in, and how. */
export const authSchema = z
  .discriminatedUnion('type', [users, oidc, ldap, github, google, native])
  .prefault({ type: 'users' })
  .describe('Who may log in, and how.');

export type Auth = z.output<typeof authSchema>;
