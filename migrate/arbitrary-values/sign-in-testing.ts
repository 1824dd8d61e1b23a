import fc from 'fast-check';
import type { Mapping } from '../../system/mapping.ts';
import { flag, type Generated, names, seconds, secret, some } from './generated-testing.ts';

const url = fc.constantFrom(
  'https://id.example.com/a',
  'https://id.example.com/realms/lab/protocol/openid-connect/auth',
);
const claim = fc.constantFrom('groups', 'oauth_user.groups', 'user.groups', 'roles');
const provider = {
  client_id: fc.constant('hub'),
  client_secret: secret,
  oauth_callback_url: fc.constant('https://hub.example.com/hub/oauth_callback'),
  auto_login: flag,
  logout_redirect_url: fc.constant('https://id.example.com/logout'),
  extra_authorize_params: fc.constant({ prompt: 'login' }),
};
const dns = names.map((all) => all.map((it) => `cn=${it},dc=example`));
const groups = { allowed_groups: names, admin_groups: names };

/** Each class with its short name and traits, of which the required ones keep the settings from missing something. */
const CLASSES: readonly (readonly [
  className: string,
  short: string,
  traits: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  needed: readonly string[],
])[] = [
  [
    'GenericOAuthenticator',
    'generic-oauth',
    {
      ...provider,
      ...groups,
      authorize_url: url,
      token_url: url,
      userdata_url: url,
      scope: fc.constantFrom(['openid', 'email'], ['openid']),
      username_claim: fc.constantFrom('email', 'preferred_username'),
      login_service: fc.constant('Keycloak'),
      basic_auth: flag,
      claim_groups_key: claim,
      auth_state_groups_key: claim,
      manage_groups: flag,
      userdata_from_id_token: flag,
      allow_all: flag,
    },
    ['authorize_url', 'token_url', 'userdata_url'],
  ],
  [
    'GitHubOAuthenticator',
    'github',
    {
      ...provider,
      allowed_organizations: names,
      github_url: fc.constant('https://git.example.com'),
      scope: fc.constantFrom(['read:org'], ['read:user'], []),
      allow_all: flag,
    },
    ['allowed_organizations'],
  ],
  [
    'GitLabOAuthenticator',
    'gitlab',
    {
      ...provider,
      gitlab_url: fc.constant('https://git.example.com'),
      allowed_gitlab_groups: names,
      allowed_project_ids: fc.constant([1]),
    },
    ['allowed_gitlab_groups'],
  ],
  [
    'GoogleOAuthenticator',
    'google',
    {
      ...provider,
      hosted_domain: fc.constantFrom('example.com', ['example.com', 'example.org']),
      login_service: fc.constant('Example'),
    },
    ['hosted_domain'],
  ],
  [
    'AzureAdOAuthenticator',
    'azuread',
    {
      ...provider,
      ...groups,
      tenant_id: fc.constant('example.com'),
      username_claim: fc.constantFrom('email', 'unique_name'),
      user_groups_claim: fc.constant('roles'),
      graph_url: fc.constant('https://login.microsoftonline.us'),
      auth_state_groups_key: fc.constantFrom('user.groups', 'groups'),
      authorize_url: url,
      token_url: fc.constant('https://login.microsoftonline.com/example.com/oauth2/token'),
      manage_groups: flag,
    },
    ['tenant_id'],
  ],
  [
    'CILogonOAuthenticator',
    'cilogon',
    {
      ...provider,
      allowed_idps: fc.constantFrom<Mapping>(
        { 'https://idp.example.edu/sso': { username_derivation: { username_claim: 'eppn' }, allow_all: true } },
        {
          'https://idp.example.edu/sso': {
            username_derivation: { username_claim: 'email', action: 'prefix', prefix: 'e' },
            allowed_domains: ['example.edu'],
          },
        },
      ),
    },
    ['allowed_idps'],
  ],
  [
    'LDAPAuthenticator',
    'ldap',
    {
      allowed_groups: dns,
      admin_groups: dns,
      server_address: fc.constantFrom('ldap.example.com', 'ldaps://ldap.example.com:636'),
      server_port: fc.constantFrom(389, 636, '389'),
      tls_strategy: fc.constantFrom('before_bind', 'on_connect', 'insecure'),
      use_ssl: flag,
      bind_dn_template: fc.constantFrom('uid={username},dc=example', [
        'uid={username},dc=example',
        'cn={username},dc=example',
      ]),
      user_attribute: fc.constantFrom('uid', 'sAMAccountName'),
      lookup_dn: flag,
      user_search_base: fc.constant('ou=people,dc=example'),
      lookup_dn_search_user: fc.constant('cn=hub,dc=example'),
      lookup_dn_search_password: secret,
      lookup_dn_user_dn_attribute: fc.constantFrom('uid', 'cn'),
      use_lookup_dn_username: flag,
      group_search_base: fc.constant('ou=groups,dc=example'),
      group_name_attribute: fc.constant('cn'),
      escape_userdn: flag,
      valid_username_regex: fc.constant('^[a-z]+$'),
    },
    ['server_address', 'bind_dn_template'],
  ],
  [
    'NativeAuthenticator',
    'native',
    {
      open_signup: flag,
      minimum_password_length: fc.constantFrom(8, 12),
      allowed_failed_logins: fc.constantFrom(0, 3),
      seconds_before_next_try: seconds,
      check_common_password: flag,
      ask_email_on_signup: flag,
    },
    [],
  ],
  ['DummyAuthenticator', 'dummy', { password: secret }, []],
  ['FirstUseAuthenticator', 'firstuseauthenticator.FirstUseAuthenticator', { create_users: flag }, []],
  ['PAMAuthenticator', 'pam', { admin_groups: names, service: fc.constant('login') }, []],
  ['GlobusOAuthenticator', 'globus', { client_id: fc.constant('hub'), client_secret: secret }, []],
];

/** Some are called by their address. */
const users = fc.oneof(
  { weight: 2, arbitrary: names },
  { weight: 1, arbitrary: names.map((all) => all.map((it) => `${it}@example.com`)) },
);
const who = some({
  admin_users: users,
  allowed_users: users,
  blocked_users: names,
  allow_all: flag,
  auto_login: flag,
  enable_auth_state: flag,
});
const loadGroups = fc.option(
  fc.oneof(
    fc.dictionary(fc.constantFrom('lab', 'staff'), names),
    fc.dictionary(fc.constantFrom('lab', 'staff'), fc.record({ users: names })),
  ),
  { nil: undefined },
);

const config = fc.oneof(
  ...CLASSES.map(([className, short, traits, needed]) =>
    fc
      .record({
        name: fc.constantFrom(short, className.includes('First') ? short : `x.y.${className}`),
        traits: fc.record(traits, { requiredKeys: [...needed] }),
        who,
        groups: loadGroups,
      })
      .map((it) => ({
        JupyterHub: { authenticator_class: it.name, ...(it.groups && { load_groups: it.groups }) },
        [className]: it.traits,
        ...(Object.keys(it.who).length > 0 && { Authenticator: it.who }),
      })),
  ),
);

/** Who may log in, and how. */
export const ofSignIn: Generated = {
  keys: ['hub.config.JupyterHub.authenticator_class', 'hub.config.*Authenticator'],
  values: config.map((it) => ({ hub: { config: it } })),
};
