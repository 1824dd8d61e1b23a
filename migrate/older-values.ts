import { hubClasses } from '../settings/raw-values/chart-facts.ts';
import { isMapping, type Mapping, valueAt } from '../system/mapping.ts';
import { texts } from './conversions.ts';
import { changed, without, withValue } from './paths.ts';

/** The values with the keys of today, and which key of an older chart each of those was. */
export interface Renewed {
  readonly values: Mapping;
  /** Of a key of today, dotted, the older one. */
  readonly olderName: ReadonlyMap<string, string>;
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly value?: (value: unknown) => unknown;
}

/** The authenticator that an `auth.type` chose, and where its own settings were. */
const CLASSES: Readonly<Record<string, string>> = {
  azuread: 'AzureAdOAuthenticator',
  cilogon: 'CILogonOAuthenticator',
  dummy: 'DummyAuthenticator',
  github: 'GitHubOAuthenticator',
  gitlab: 'GitLabOAuthenticator',
  google: 'GoogleOAuthenticator',
  ldap: 'LDAPAuthenticator',
};

/** Source: zero-to-jupyterhub's changelog of 0.10 and 1.0, and its `files/hub/jupyterhub_config.py` of 0.9. */
const OF_AUTH: readonly (readonly [from: string, to: string])[] = [
  ['admin.users', 'Authenticator.admin_users'],
  ['admin.access', 'JupyterHub.admin_access'],
  ['whitelist.users', 'Authenticator.allowed_users'],
  ['allowedUsers', 'Authenticator.allowed_users'],
  ['blacklist.users', 'Authenticator.blocked_users'],
  ['state.enabled', 'Authenticator.enable_auth_state'],
  ['state.cryptoKey', 'CryptKeeper.keys'],
  ['dummy.password', 'DummyAuthenticator.password'],
  ['github.orgWhitelist', 'GitHubOAuthenticator.allowed_organizations'],
  ['github.org_whitelist', 'GitHubOAuthenticator.allowed_organizations'],
  ['google.hostedDomain', 'GoogleOAuthenticator.hosted_domain'],
  ['google.loginService', 'GoogleOAuthenticator.login_service'],
  ['gitlab.gitlabGroupWhitelist', 'GitLabOAuthenticator.allowed_gitlab_groups'],
  ['azuread.tenantId', 'AzureAdOAuthenticator.tenant_id'],
  ['azuread.usernameClaim', 'AzureAdOAuthenticator.username_claim'],
  ['cilogon.idpWhitelist', 'CILogonOAuthenticator.shown_idps'],
  ['ldap.server.address', 'LDAPAuthenticator.server_address'],
  ['ldap.server.port', 'LDAPAuthenticator.server_port'],
  ['ldap.server.ssl', 'LDAPAuthenticator.use_ssl'],
  ['ldap.allowedGroups', 'LDAPAuthenticator.allowed_groups'],
  ['ldap.dn.templates', 'LDAPAuthenticator.bind_dn_template'],
  ['ldap.dn.lookup', 'LDAPAuthenticator.lookup_dn'],
  ['ldap.dn.search.filter', 'LDAPAuthenticator.lookup_dn_search_filter'],
  ['ldap.dn.search.user', 'LDAPAuthenticator.lookup_dn_search_user'],
  ['ldap.dn.search.password', 'LDAPAuthenticator.lookup_dn_search_password'],
  ['ldap.dn.user.dnAttribute', 'LDAPAuthenticator.lookup_dn_user_dn_attribute'],
  ['ldap.dn.user.escape', 'LDAPAuthenticator.escape_userdn'],
  ['ldap.dn.user.validRegex', 'LDAPAuthenticator.valid_username_regex'],
  ['ldap.dn.user.searchBase', 'LDAPAuthenticator.user_search_base'],
  ['ldap.dn.user.attribute', 'LDAPAuthenticator.user_attribute'],
  ['ldap.dn.user.useLookupName', 'LDAPAuthenticator.use_lookup_dn_username'],
  ['scopes', 'OAuthenticator.scope'],
  ...Object.entries(CLASSES).flatMap(([type, name]) =>
    [
      ['clientId', 'client_id'],
      ['clientSecret', 'client_secret'],
      ['callbackUrl', 'oauth_callback_url'],
    ].map(([from, to]): [string, string] => [`${type}.${from}`, `${name}.${to}`]),
  ),
];

/** Numbers and truth values are no environment variables, and charts before 1.0 took them for text. */
const asTexts = (env: unknown) =>
  isMapping(env)
    ? Object.fromEntries(Object.entries(env).map(([name, it]) => [name, isPlain(it) ? String(it) : it]))
    : env;

const isPlain = (value: unknown) => typeof value === 'number' || typeof value === 'boolean';

/** Code is executed in the order of its names. */
function asNamedCode(code: unknown): unknown {
  if (typeof code === 'string') return { default: code };
  if (!Array.isArray(code)) return code;
  return Object.fromEntries(code.map((it, i) => [String(i).padStart(3, '0'), it]));
}

/** A whole reference, as KubeSpawner's own settings have it. */
function asNameAndTag(image: unknown): unknown {
  if (typeof image !== 'string' || image === '') return image;
  const [, name = image, tag = 'latest'] = /^(.*?)(?::([^/:@]+))?$/.exec(image) ?? [];
  return { name, tag };
}

const MOVES: readonly Move[] = [
  ...OF_AUTH.map(([from, to]) => ({ from: `auth.${from}`, to: `hub.config.${to}` })),
  { from: 'auth.custom.className', to: 'hub.config.JupyterHub.authenticator_class' },
  {
    from: 'auth.type',
    to: 'hub.config.JupyterHub.authenticator_class',
    value: (type) => (typeof type === 'string' && type !== 'custom' ? type : undefined),
  },
  ...['hub.extraEnv', 'singleuser.extraEnv', 'proxy.chp.extraEnv'].map((key) => ({
    from: key,
    to: key,
    value: asTexts,
  })),
  { from: 'rbac.enabled', to: 'rbac.create' },
  { from: 'hub.extraConfigMap', to: 'custom' },
  { from: 'hub.uid', to: 'hub.containerSecurityContext.runAsUser' },
  { from: 'hub.fsGid', to: 'hub.podSecurityContext.fsGroup' },
  { from: 'hub.env', to: 'hub.extraEnv' },
  { from: 'proxy.nodeSelector', to: 'proxy.chp.nodeSelector' },
  { from: 'proxy.tolerations', to: 'proxy.chp.tolerations' },
  { from: 'proxy.resources', to: 'proxy.chp.resources' },
  { from: 'proxy.containerSecurityContext', to: 'proxy.chp.containerSecurityContext' },
  { from: 'proxy.networkPolicy', to: 'proxy.chp.networkPolicy' },
  { from: 'proxy.pdb', to: 'proxy.chp.pdb' },
  {
    from: 'singleuser.cloudMetadata.enabled',
    to: 'singleuser.cloudMetadata.blockWithIptables',
    value: (isOpen) => isOpen !== true,
  },
  { from: 'hub.extraConfig', to: 'hub.extraConfig', value: asNamedCode },
  ...['hub.image', 'singleuser.image'].map((key) => ({ from: key, to: key, value: asNameAndTag })),
  ...['ingress.hosts', 'proxy.https.hosts'].map((key) => ({
    from: key,
    to: key,
    value: (hosts: unknown) => (typeof hosts === 'string' ? [hosts] : hosts),
  })),
];

/** What the values call a key of today, or what it is part of. */
export function nameGiven(key: string, olderName: ReadonlyMap<string, string>): string {
  const steps = key.split('.');
  for (let end = steps.length; end > 0; end--) {
    const older = olderName.get(steps.slice(0, end).join('.'));
    if (older !== undefined) return [older, ...steps.slice(end)].join('.');
  }
  return key;
}

/** Brings keys of older charts to their places of today. Where both are set, the one of today stays. */
export function renewValues(given: Mapping): Renewed {
  const olderName = new Map<string, string>();
  const moved = [...MOVES, ...ofCustomClass(given)].reduce<Mapping>((values, { from, to, value = (it) => it }) => {
    const [source, target] = [from.split('.'), to.split('.')];
    const found = valueAt(values, source);
    if (found === undefined) return values;
    const renewed = value(found);
    if (from === to) return found === null ? values : changed(values, source, () => renewed);
    const rest = without(values, source);
    if (renewed === undefined || renewed === null || valueAt(rest, target) !== undefined) return rest;
    olderName.set(to, from);
    return withValue(rest, target, renewed);
  }, given);
  const named = ['hub.services', 'hub.loadRoles'].reduce((values, key) => calledByName(values, key, olderName), moved);
  return { values: withProfilesOfToday(withNamesOfToday(named, olderName)), olderName };
}

/** Gives what profiles set the names of today: `image_spec` is `image`. KubeSpawner sets both, the last one last. */
function withProfilesOfToday(values: Mapping): Mapping {
  const key = ['singleuser', 'profileList'];
  const profiles = valueAt(values, key);
  return Array.isArray(profiles) ? withValue(values, key, profiles.map(withTraitsOfToday)) : values;
}

/** A profile or a choice of it, with all choices in it. */
function withTraitsOfToday(given: unknown): unknown {
  if (!isMapping(given)) return given;
  const renamed = hubClasses().KubeSpawner?.renamed ?? {};
  const entries = Object.entries(given).map(([key, it]): [string, unknown] => {
    if (!isMapping(it)) return [key, it];
    if (key === 'kubespawner_override') {
      return [key, Object.fromEntries(Object.entries(it).map(([trait, value]) => [renamed[trait] ?? trait, value]))];
    }
    const isOfChoices = key === 'profile_options' || key === 'choices';
    if (isOfChoices)
      return [key, Object.fromEntries(Object.entries(it).map(([name, of]) => [name, withTraitsOfToday(of)]))];
    return [key, key === 'unlisted_choice' ? withTraitsOfToday(it) : it];
  });
  return Object.fromEntries(entries);
}

/** Calls services and roles by the name that they give themselves, which is what the hub calls them. */
function calledByName(values: Mapping, key: string, olderName: Map<string, string>): Mapping {
  const items = valueAt(values, key.split('.'));
  if (!isMapping(items)) return values;
  const names = Object.entries(items).map(([own, it]) =>
    isMapping(it) && typeof it.name === 'string' ? it.name : own,
  );
  if (new Set(names).size < names.length) return values;
  const entries = Object.entries(items).map(([own, it], i): [string, unknown] => {
    const name = names[i] ?? own;
    if (name === own || !isMapping(it)) return [own, it];
    olderName.set(`${key}.${name}`, `${key}.${own}`);
    return [name, it];
  });
  return withValue(values, key.split('.'), Object.fromEntries(entries));
}

/** The settings of an authenticator that charts before 1.0 did not know. */
function ofCustomClass(values: Mapping): Move[] {
  const className = valueAt(values, ['auth', 'custom', 'className']);
  const config = valueAt(values, ['auth', 'custom', 'config']);
  if (typeof className !== 'string' || !isMapping(config)) return [];
  const section = className.slice(className.lastIndexOf('.') + 1);
  return Object.keys(config).map((key) => ({ from: `auth.custom.config.${key}`, to: `hub.config.${section}.${key}` }));
}

/** A single user, and one whose name is a number, are users as well. */
const asUsers = (trait: string, value: unknown) =>
  /^(admin|allowed|blocked)_users$/.test(trait) ? listOf(value) : value;

const listOf = (value: unknown) => {
  if (typeof value === 'string') return namesIn(value) ?? texts(value);
  return typeof value === 'number' || Array.isArray(value) ? texts(value) : value;
};

/** The names in a list or set of Python that was written as a text, `set()` or `{'ada', 'bob'}`; undefined of other texts. */
function namesIn(text: string): string[] | undefined {
  const [, inner] = /^\s*(?:set\s*\(|[[{(])([\s\S]*)[\]})]\s*$/.exec(text) ?? [];
  const quoted = /'([^']*)'|"([^"]*)"/g;
  if (inner === undefined || inner.replaceAll(quoted, '').replaceAll(/[\s,[\]{}()]/g, '') !== '') return undefined;
  return [...inner.matchAll(quoted)].map(([, single, double]) => single ?? double ?? '');
}

/** Gives traits of the hub's classes their names of today: `whitelist` is `allowed_users`. */
function withNamesOfToday(values: Mapping, olderName: Map<string, string>): Mapping {
  const config = valueAt(values, ['hub', 'config']);
  if (!isMapping(config)) return values;
  const classes = Object.entries(config).map(([name, traits]) => {
    if (!isMapping(traits)) return [name, traits];
    const known = hubClasses()[name];
    const all = [known, ...(known?.bases ?? []).map((it) => hubClasses()[it])];
    const renamed: Readonly<Record<string, string>> = Object.assign({}, ...all.map((it) => it?.renamed));
    const entries = Object.entries(traits).map(([trait, value]) => {
      const today = renamed[trait];
      if (today === undefined || Object.hasOwn(traits, today)) return [trait, asUsers(trait, value)];
      olderName.set(`hub.config.${name}.${today}`, `hub.config.${name}.${trait}`);
      return [today, asUsers(today, value)];
    });
    return [name, Object.fromEntries(entries)];
  });
  return withValue(values, ['hub', 'config'], Object.fromEntries(classes));
}
