import { describe, expect, test } from '@jest/globals';
import { authValues } from '../../lib/auth-values.ts';
import { complaints, load } from '../../settings/testing.ts';

const client = { clientId: 'hub', clientSecret: { env: 'SECRET' } };
const addresses = { authorizeUrl: 'https://id.lan/a', tokenUrl: 'https://id.lan/t', userdataUrl: 'https://id.lan/u' };
const oidc = { type: 'oidc', ...client, ...addresses };
const open = { ...oidc, allowAll: true };
const github = { type: 'github', ...client, allowAll: true };
const google = { type: 'google', ...client };
const azuread = { type: 'azuread', ...client, tenant: 'acme.example', allowAll: true };
const gitlab = { type: 'gitlab', ...client };
const idp = { entityId: 'https://idp.acme.example/shibboleth', usernameClaim: 'eppn' };
const cilogon = { type: 'cilogon', ...client, allowAll: true };
const env = { SECRET: 'only-a-test' };

/** The traits of the authenticator. */
function traitsOf(auth: object, hub: object = {}): Record<string, unknown> {
  const { JupyterHub: _, ...rest } = authValues(load({ auth, hub }, undefined, { env }).platform).hub?.config ?? {};
  return Object.values(rest)[0] as Record<string, unknown>;
}

const https = { host: 'hub.lan', tls: { type: 'selfSigned' } };

/** The errors, without where they are. */
const problems = (auth: object, hub: object = https) =>
  complaints(() => load({ auth, hub }, undefined, { env }))
    .filter((line) => !line.startsWith('warning'))
    .map((line) => line.replace(/^\S+ /, ''));
const warnings = (auth: object, hub: object = https) =>
  load({ auth, hub }, undefined, { env }).warnings.map((it) => it.message);

describe('the callback', () => {
  test.each<[string | undefined, object, object]>([
    [undefined, {}, {}],
    ['http://hub.lan/hub/oauth_callback', {}, { host: 'hub.lan' }],
    ['https://hub.lan/lab/hub/oauth_callback', {}, { host: 'hub.lan', baseUrl: 'lab', tls: { type: 'selfSigned' } }],
    ['http://hub.lan:30080/hub/oauth_callback', {}, { host: 'hub.lan', exposure: 'nodePort' }],
    ['http://hub.lan/raw/hub/oauth_callback', {}, { host: 'hub.lan', values: { hub: { baseUrl: '/raw/' } } }],
    ['https://out.lan/hub/oauth_callback', { callbackUrl: 'https://out.lan/hub/oauth_callback' }, { host: 'hub.lan' }],
  ])('%s', (expected, auth, hub) => {
    for (const type of [open, github, azuread]) {
      expect(traitsOf({ ...type, ...auth }, hub).oauth_callback_url).toBe(expected);
    }
  });

  test('of a proxy leads to the hub', () => {
    expect(problems({ ...open, callbackUrl: 'https://out.lan/oauth' }, { baseUrl: '/lab' })).toEqual([
      'auth.callbackUrl: the hub only answers at URLs that end with /lab/hub/oauth_callback; write https://out.lan/lab/hub/oauth_callback',
    ]);
  });
});

test.each<[object, string[]]>([
  [{}, ['openid', 'profile']],
  [{ usernameClaim: 'email' }, ['openid', 'email']],
  [{ usernameClaim: 'sub' }, ['openid']],
  [{ usernameClaim: 'acme.login' }, ['openid', 'profile']],
  [{ scopes: [] }, ['openid']],
  [{ scopes: ['openid', 'groups', 'profile'] }, ['openid', 'groups', 'profile']],
])('with %j, oidc asks for %j', (auth, scope) => expect(traitsOf({ ...open, ...auth }).scope).toEqual(scope));

test('scopes without the one that carries the user name are worth a warning', () => {
  expect(warnings({ ...open, scopes: ['groups'] })).toEqual([
    'by the standard, the claim "preferred_username" is sent only with the scope "profile"',
  ]);
  expect(warnings({ ...open, scopes: ['groups'], usernameClaim: 'login' })).toEqual([]);
});

test('parameters are texts, and those of the hub itself are refused', () => {
  const given = { authorizeParams: { prompt: 'login', max_age: 60, fast: true } };
  expect(traitsOf({ ...open, ...given }).extra_authorize_params).toEqual({
    prompt: 'login',
    max_age: '60',
    fast: 'true',
  });
  expect(problems({ ...open, authorizeParams: { redirect_uri: 'x', scope: 'y', constructor: 'z' } })).toEqual([
    'auth.authorizeParams.redirect_uri: the hub sets this parameter; set auth.callbackUrl',
    'auth.authorizeParams.scope: the hub sets this parameter; set auth.scopes, if the type has it',
  ]);
});

test('what is not set leaves raw values of the base classes in force', () => {
  expect(Object.keys(traitsOf({ ...oidc, adminUsers: ['ada'] })).filter((it) => /^allow|admin/.test(it))).toEqual([
    'admin_users',
  ]);
});

test('admins by name are all there are, unless groups make some too', () => {
  const roles = (auth: object) => authValues(load({ auth }, undefined, { env }).platform).hub?.loadRoles;
  expect(roles({ ...oidc, adminUsers: ['ada'] })).toEqual({ admin: { users: ['ada'] } });
  expect(roles({ ...oidc, adminUsers: ['ada'], groupsClaim: 'groups', adminGroups: ['ops'] })).toBeUndefined();
  expect(roles(open)).toBeUndefined();
});

describe('nobody may log in', () => {
  const nobody = 'auth: nobody may log in; set allowAll: true, or list users, groups or domains';
  test.each([
    oidc,
    google,
    gitlab,
    { ...github, allowAll: false },
    { ...azuread, allowAll: false },
    { ...cilogon, allowAll: false, providers: [idp] },
  ])('%j', (auth) => expect(problems(auth)).toEqual([nobody]));

  test.each([
    { ...google, hostedDomains: ['acme.example'] },
    { ...gitlab, allowedGroups: ['acme'] },
    { ...cilogon, allowAll: false, providers: [{ ...idp, allowedDomains: ['*.acme.example'] }] },
  ])('but somebody with %j', (auth) => expect(problems(auth)).toEqual([]));
});

test.each<[object, string]>([
  [
    { ...open, adminUsers: ['acme/ada'] },
    'auth.adminUsers[0]: expected a user name without "/" and without spaces around it',
  ],
  [
    { ...open, allowedUsers: [' ada'] },
    'auth.allowedUsers[0]: expected a user name without "/" and without spaces around it',
  ],
  [{ ...open, allowedUsers: ['ada', '..'] }, 'auth.allowedUsers[1]: expected a user name that can be part of a URL'],
  [{ ...open, adminUsers: ['%2e%2e'] }, 'auth.adminUsers[0]: expected a user name that can be part of a URL'],
  [{ ...open, scopes: ['profile email'] }, 'auth.scopes[0]: expected one scope, without spaces'],
  [
    { ...open, allowedGroups: ['ops'] },
    'auth.groupsClaim: missing: groups are listed, but nothing says who is in them',
  ],
  [
    { ...github, enterpriseUrl: 'https://git.lan/api/v3' },
    'auth.enterpriseUrl: expected the root URL of GitHub Enterprise',
  ],
  [
    { ...github, allowedOrganizations: ['acme/core'] },
    'auth.allowedOrganizations[0]: expected an organization, or organization:team',
  ],
  [
    { ...github, allowedOrganizations: ['Acme Research'] },
    'auth.allowedOrganizations[0]: expected an organization, or',
  ],
  [{ ...azuread, tenant: 'https://x' }, 'auth.tenant: expected a tenant ID'],
  [{ ...cilogon, providers: [] }, 'auth.providers: '],
  [
    { ...cilogon, providers: [{ ...idp, entityId: 'acme.example' }] },
    'auth.providers[0].entityId: expected an EntityID',
  ],
  [{ ...cilogon, providers: [idp, idp] }, 'auth.providers[1].entityId: another provider has the same entityId'],
  [
    { ...cilogon, providers: [{ ...idp, stripDomain: 'a.example', prefix: 'a' }] },
    'auth.providers[0]: stripDomain and prefix cannot be combined',
  ],
])('%j', (auth, message) => expect(problems(auth)).toEqual([expect.stringContaining(message)]));

test.each<[object, string]>([
  [{ ...azuread, tenant: 'common' }, '"common" lets accounts of any company log in'],
  [{ ...azuread, usernameClaim: 'name' }, 'two people with the same name would share a home'],
])('%j is worth a warning', (auth, message) => expect(warnings(auth)).toEqual([expect.stringContaining(message)]));

test('Google and Entra ID take no callback without https and a name', () => {
  for (const auth of [{ ...google, allowAll: true }, azuread]) {
    for (const hub of [{}, { host: 'hub.lan' }, { tls: { type: 'selfSigned' } }]) {
      expect(warnings(auth, hub)).toEqual([expect.stringContaining('redirects only to https URLs with a host name')]);
    }
    expect(warnings({ ...auth, callbackUrl: 'https://out.lan/hub/oauth_callback' }, {})).toEqual([]);
    expect(warnings(auth)).toEqual([]);
  }
  expect(warnings(open, {})).toEqual([]);
});

test.each<[string, object]>([
  ['https://git.lan', { github_url: 'https://git.lan' }],
  ['https://git.lan/', { github_url: 'https://git.lan' }],
  ['https://acme.ghe.com', { github_url: 'https://acme.ghe.com', github_api: 'https://api.acme.ghe.com' }],
])('GitHub Enterprise at %s', (enterpriseUrl, traits) =>
  expect(traitsOf({ ...github, enterpriseUrl })).toMatchObject(traits),
);

test('names of one Google domain are without it', () => {
  const names = { allowedUsers: ['Ada@ACME.example', 'eve'], adminUsers: ['root@acme.example', 'bob@x.example'] };
  expect(traitsOf({ ...google, ...names, hostedDomains: ['acme.example'] })).toMatchObject({
    allowed_users: ['Ada', 'eve'],
    admin_users: ['root', 'bob@x.example'],
  });
  expect(traitsOf({ ...google, ...names, hostedDomains: ['acme.example', 'x.example'] })).toMatchObject({
    allowed_users: names.allowedUsers,
    admin_users: names.adminUsers,
  });
  expect(traitsOf({ ...google, adminUsers: ['root'], hostedDomains: ['acme.example'] }).allow_all).toBe(true);
  expect(traitsOf({ ...google, ...names, hostedDomains: ['acme.example'] }).allow_all).toBeUndefined();
});
