import { isMapping } from '../../system/mapping.ts';
import { duration, texts } from '../conversions.ts';
import type { Authenticator } from './authenticator.ts';
import { cilogonProviders, shownProviders } from './cilogon-providers.ts';
import { claimOf, moveClaimedGroups, moveGroups, moveGroupsOfState } from './claimed-groups.ts';
import { moveLdap } from './ldap.ts';
import { moveEndpoints, moveTenant } from './provider-address.ts';
import { dropAllowAll, moveOwnPasswords, moveToUsersFile } from './users-file.ts';

/** How the settings of an authenticator's class become those of a type of `auth`. */
interface SignInType {
  /** The class that Hubwright has for it. */
  readonly className: string;
  move(authenticator: Authenticator): void;
}

const oauth =
  (type: string, move: (it: Authenticator) => void): SignInType['move'] =>
  (it) => {
    it.set('type', type, 'hub.config.JupyterHub.authenticator_class');
    it.same('client_id', 'clientId', String);
    if (it.draft.get(['auth', 'clientId']) === undefined) {
      const id = it.variable('OAUTH_CLIENT_ID');
      it.set('clientId', id?.text ?? 'CHANGE-ME', ...(id === undefined ? [] : [id.key]));
      if (id === undefined) it.draft.decide([], 'the values have no client ID of the provider: set auth.clientId');
      else if (id.text === undefined)
        it.draft.decide([id.key], 'Kubernetes reads it from elsewhere: write the client ID itself in auth.clientId');
    }
    it.neededSecret('client_secret', 'clientSecret', 'OAUTH_CLIENT_SECRET');
    it.same('oauth_callback_url', 'callbackUrl', asUrl);
    it.same('auto_login', 'autoLogin', asFlag);
    it.same('logout_redirect_url', 'logoutUrl', asUrl);
    it.same('extra_authorize_params', 'authorizeParams', (value) => (isMapping(value) ? value : undefined));
    move(it);
    moveAdmission(it);
  };

const asFlag = (value: unknown) => (typeof value === 'boolean' ? value : undefined);
const asUrl = (value: unknown) => (typeof value === 'string' && URL.canParse(value) ? value : undefined);

/** Providers at which anyone may open an account. */
const PUBLIC = ['github', 'gitlab', 'google', 'cilogon'];
/** Settings that admit somebody. */
const ADMITTING = [
  'allowAll',
  'allowedUsers',
  'adminUsers',
  'allowedGroups',
  'adminGroups',
  'allowedOrganizations',
  'hostedDomains',
  'providers',
];

function moveAdmission(it: Authenticator): void {
  it.same('allow_all', 'allowAll', asFlag);
  it.list('allowed_users', 'allowedUsers');
  const adminsKey = it.keyOf('admin_users');
  it.list('admin_users', 'adminUsers');
  const admits = (key: string) => it.draft.get(['auth', key]) !== undefined && it.draft.get(['auth', key]) !== false;
  if (ADMITTING.some(admits)) {
    if (!ADMITTING.filter((key) => key !== 'adminUsers').some(admits))
      it.draft.decide(
        adminsKey === undefined ? [] : [adminsKey],
        'only administrators are listed: before JupyterHub 5 everyone could log in then, which auth.allowAll: true does',
      );
    return;
  }
  const type = String(it.draft.get(['auth', 'type']));
  const before = 'the values list nobody who may log in, which before JupyterHub 5 meant everyone';
  if (PUBLIC.includes(type)) {
    it.draft.decide([], `${before}: list users, organizations, groups or domains in auth, or set auth.allowAll: true`);
    return;
  }
  it.set('allowAll', true);
  it.draft.decide([], `${before}: auth.allowAll: true keeps that; list users or groups instead to admit fewer`);
}

/** The claim with the names of users. Where the values do not say it, it is not the one that Hubwright reads. */
function moveUsernameClaim(it: Authenticator, usual: string): void {
  const key = it.keyOf('username_claim');
  it.same('username_claim', 'usernameClaim', (value) => (typeof value === 'string' ? value : undefined));
  if (key !== undefined) return;
  it.draft.decide(
    [],
    `the values say no username_claim, so that the names of users were those of the claim \`${usual}\`, and now are those of \`preferred_username\`: set auth.usernameClaim if names, and so homes, would be others`,
  );
}

/** With one domain, the hub's users are called without it, and whoever was listed with it was nobody. */
function explainNames(it: Authenticator): void {
  const [domain, ...others] = texts(it.draft.get(['auth', 'hostedDomains']));
  if (domain === undefined || others.length > 0) return;
  const withDomain = (trait: string) => texts(it.get(trait)).some((name) => name.toLowerCase().endsWith(`@${domain}`));
  const keys = ['allowed_users', 'admin_users'].filter(withDomain).flatMap((trait) => it.keyOf(trait) ?? []);
  if (keys.length === 0) return;
  it.draft.decide(
    keys,
    `with one domain, users are called without @${domain}, so that these were not whom they name: now they are`,
  );
}

const scopes = (value: unknown) => {
  const own = texts(value).filter((scope) => scope !== 'openid');
  return own.length > 0 ? own : undefined;
};

/** An endpoint of Entra ID, which follows from the tenant; one of another cloud or proxy stays. */
function dropUsualUrl(it: Authenticator, trait: string): void {
  const key = it.keyOf(trait);
  if (key === undefined || !/^https:\/\/login\.microsoftonline\.com\//.test(String(it.get(trait)))) return;
  it.take(trait);
  it.draft.dropped([key], 'follows from auth.tenant');
}

export const signInTypes: Readonly<Record<string, SignInType>> = {
  GenericOAuthenticator: {
    className: 'GenericOAuthenticator',
    move: oauth('oidc', (it) => {
      moveEndpoints(it);
      it.same('scope', 'scopes', scopes);
      moveUsernameClaim(it, 'username');
      it.same('login_service', 'loginService', String);
      it.same('basic_auth', 'clientAuth', (value) => (value === true ? 'basic' : undefined));
      it.same('claim_groups_key', 'groupsClaim', claimOf);
      moveGroupsOfState(it, 'oauth_user');
      moveClaimedGroups(it);
    }),
  },
  GitHubOAuthenticator: {
    className: 'GitHubOAuthenticator',
    move: oauth('github', (it) => {
      it.list('allowed_organizations', 'allowedOrganizations');
      it.same('github_url', 'enterpriseUrl', asUrl);
      const asked = texts(it.get('scope'));
      const scope = it.keyOf('scope');
      if (scope === undefined || !asked.every((asks) => asks === 'read:org')) return;
      it.take('scope');
      it.draft.dropped([scope], 'is asked for where auth.allowedOrganizations needs it');
    }),
  },
  GitLabOAuthenticator: {
    className: 'GenericOAuthenticator',
    move: oauth('gitlab', (it) => {
      it.same('gitlab_url', 'url', asUrl);
      it.list('allowed_gitlab_groups', 'allowedGroups');
      moveGroups(it);
    }),
  },
  GoogleOAuthenticator: {
    className: 'GoogleOAuthenticator',
    move: oauth('google', (it) => {
      it.list('hosted_domain', 'hostedDomains');
      explainNames(it);
      if (it.take('login_service') !== undefined)
        it.draft.dropped(['hub.config.GoogleOAuthenticator.login_service'], 'the button says Google');
    }),
  },
  AzureAdOAuthenticator: {
    className: 'AzureAdOAuthenticator',
    move: oauth('azuread', (it) => {
      moveTenant(it);
      moveUsernameClaim(it, 'name');
      it.same('graph_url', 'cloudUrl', asUrl);
      moveGroupsOfState(it, 'user');
      if (it.draft.get(['auth', 'groupsClaim']) === undefined) it.same('user_groups_claim', 'groupsClaim', claimOf);
      else if (it.take('user_groups_claim') !== undefined)
        it.draft.dropped(
          ['hub.config.AzureAdOAuthenticator.user_groups_claim'],
          'auth_state_groups_key is read in its place',
        );
      moveClaimedGroups(it);
      for (const own of ['authorize_url', 'token_url']) dropUsualUrl(it, own);
    }),
  },
  CILogonOAuthenticator: {
    className: 'CILogonOAuthenticator',
    move: oauth('cilogon', (it) => {
      // `allowed_idps` of older values is called `idps` here, and may be a list as well.
      const providers =
        cilogonProviders(it.get('idps')) ??
        shownProviders([...texts(it.get('idps')), ...texts(it.get('shown_idps'))], it.get('username_claim'));
      if (providers === undefined) {
        const key = it.keyOf('idps') ?? it.keyOf('shown_idps');
        it.draft.decide(key === undefined ? [] : [key], 'list the identity providers in auth.providers');
        return;
      }
      const given = ['idps', 'shown_idps', 'username_claim'].filter((trait) => it.take(trait) !== undefined);
      it.set('providers', providers, ...given.map((trait) => `hub.config.CILogonOAuthenticator.${trait}`));
    }),
  },
  LDAPAuthenticator: {
    className: 'LDAPAuthenticator',
    move: (it) => {
      moveLdap(it);
      moveGroups(it);
      moveAdmission(it);
    },
  },
  NativeAuthenticator: {
    className: 'NativeAuthenticator',
    move: (it) => {
      it.set('type', 'native', 'hub.config.JupyterHub.authenticator_class');
      it.same('open_signup', 'openSignup', asFlag);
      it.same('minimum_password_length', 'minimumPasswordLength');
      it.same('allowed_failed_logins', 'failedLogins');
      it.same('seconds_before_next_try', 'pause', duration);
      it.list('admin_users', 'adminUsers');
      it.take('check_common_password');
    },
  },
  DummyAuthenticator: { className: 'SharedPasswordAuthenticator', move: moveDummy },
  FirstUseAuthenticator: {
    className: 'FirstUseAuthenticator',
    move: moveOwnPasswords('FirstUseAuthenticator', 'those that each chose at the first login'),
  },
  PAMAuthenticator: {
    className: 'PAMAuthenticator',
    move: moveOwnPasswords('PAMAuthenticator', 'those of Linux users'),
  },
};

/** One password for everyone stays a trial; without a password, and with users, those get passwords of their own. */
function moveDummy(it: Authenticator): void {
  if (it.get('password') === undefined) {
    moveToUsersFile(it);
    return;
  }
  const listed = it.keyOf('allowed_users');
  const allowed = texts(it.take('allowed_users'));
  const adminsKey = it.keyOf('admin_users');
  const admins = texts(it.take('admin_users'));
  const isOpen = dropAllowAll(it, 'is so unless auth.allowedUsers lists users');
  it.set('type', 'dummy', 'hub.config.JupyterHub.authenticator_class');
  it.secret('password', 'password', 'SHARED_PASSWORD');
  if (allowed.length > 0 && isOpen) it.draft.dropped([listed ?? ''], 'everyone was let in by allow_all');
  else if (allowed.length > 0) it.set('allowedUsers', allowed, listed ?? '');
  if (admins.length === 0 || adminsKey === undefined) return;
  it.set('adminUsers', admins, adminsKey);
  it.draft.setSecret(['auth', 'adminPassword'], 'ADMIN_PASSWORD', adminsKey, undefined);
  it.draft.decide(
    [adminsKey],
    'administrators do not log in with the shared password: choose one of 32 characters or more for ADMIN_PASSWORD',
  );
}
