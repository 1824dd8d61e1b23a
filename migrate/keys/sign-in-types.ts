import { isMapping } from '../../system/mapping.ts';
import { duration, texts } from '../conversions.ts';
import type { Authenticator } from './authenticator.ts';
import { cilogonProviders, shownProviders } from './cilogon-providers.ts';
import { moveLdap } from './ldap.ts';
import { moveEndpoints, moveTenant } from './provider-address.ts';
import { moveOwnPasswords, moveToUsersFile } from './users-file.ts';

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
      it.set('clientId', 'CHANGE-ME');
      it.draft.decide([], 'the values have no client ID of the provider: set auth.clientId');
    }
    it.secret('client_secret', 'clientSecret', 'OAUTH_CLIENT_SECRET', true);
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
  it.list('admin_users', 'adminUsers');
  const admits = (key: string) => it.draft.get(['auth', key]) !== undefined && it.draft.get(['auth', key]) !== false;
  if (ADMITTING.some(admits)) {
    if (!ADMITTING.filter((key) => key !== 'adminUsers').some(admits))
      it.draft.decide(
        ['hub.config.Authenticator.admin_users'],
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

function moveGroups(it: Authenticator): void {
  it.list('allowed_groups', 'allowedGroups');
  it.list('admin_groups', 'adminGroups');
}

const scopes = (value: unknown) => {
  const own = texts(value).filter((scope) => scope !== 'openid');
  return own.length > 0 ? own : undefined;
};

/** Of `oauth_user.groups` the claim. */
const claimOf = (value: unknown) =>
  typeof value === 'string' ? /^(?:(?:oauth_)?user\.)?([\w.-]+)$/.exec(value)?.[1] : undefined;

/** Groups in `auth_state`: `oauth_user` in it has the claims. A key right in it is filled by code, if by anything. */
function moveGroupsOfState(it: Authenticator): void {
  const key = it.keyOf('auth_state_groups_key');
  const value = it.get('auth_state_groups_key');
  const claim = claimOf(value);
  if (key === undefined || claim === undefined) return;
  it.take('auth_state_groups_key');
  if (it.draft.get(['auth', 'groupsClaim']) !== undefined) {
    it.draft.dropped([key], 'another key says which claim has the groups');
    return;
  }
  it.set('groupsClaim', claim, key);
  if (!String(value).startsWith('oauth_user.'))
    it.draft.decide(
      [key],
      `read the groups from \`${value}\` in auth_state, and auth.groupsClaim reads the claim \`${claim}\` of the user: look whether the provider gives it`,
    );
}

export const signInTypes: Readonly<Record<string, SignInType>> = {
  GenericOAuthenticator: {
    className: 'GenericOAuthenticator',
    move: oauth('oidc', (it) => {
      moveEndpoints(it);
      it.same('scope', 'scopes', scopes);
      it.same('username_claim', 'usernameClaim', (value) => (typeof value === 'string' ? value : undefined));
      it.same('login_service', 'loginService', String);
      it.same('basic_auth', 'clientAuth', (value) => (value === true ? 'basic' : undefined));
      it.same('claim_groups_key', 'groupsClaim', claimOf);
      moveGroupsOfState(it);
      moveGroups(it);
      if (it.draft.get(['auth', 'groupsClaim']) !== undefined) it.take('manage_groups');
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
      if (it.take('login_service') !== undefined)
        it.draft.dropped(['hub.config.GoogleOAuthenticator.login_service'], 'the button says Google');
    }),
  },
  AzureAdOAuthenticator: {
    className: 'AzureAdOAuthenticator',
    move: oauth('azuread', (it) => {
      moveTenant(it);
      it.same('username_claim', 'usernameClaim', (value) => (typeof value === 'string' ? value : undefined));
      it.same('user_groups_claim', 'groupsClaim', claimOf);
      moveGroups(it);
      for (const own of ['authorize_url', 'token_url']) it.take(own);
    }),
  },
  CILogonOAuthenticator: {
    className: 'CILogonOAuthenticator',
    move: oauth('cilogon', (it) => {
      const providers =
        cilogonProviders(it.get('allowed_idps') ?? it.get('idps')) ??
        shownProviders([...texts(it.get('allowed_idps')), ...texts(it.get('shown_idps'))], it.get('username_claim'));
      if (providers === undefined) {
        it.draft.decide(
          ['hub.config.CILogonOAuthenticator.shown_idps'],
          'list the identity providers in auth.providers',
        );
        return;
      }
      const given = ['allowed_idps', 'idps', 'shown_idps', 'username_claim'].filter(
        (trait) => it.take(trait) !== undefined,
      );
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
  const allowed = texts(it.take('allowed_users'));
  const admins = texts(it.take('admin_users'));
  it.take('allow_all');
  it.set('type', 'dummy', 'hub.config.JupyterHub.authenticator_class');
  it.secret('password', 'password', 'SHARED_PASSWORD');
  if (allowed.length > 0) it.set('allowedUsers', allowed, 'hub.config.Authenticator.allowed_users');
  if (admins.length === 0) return;
  it.set('adminUsers', admins, 'hub.config.Authenticator.admin_users');
  it.draft.setSecret(['auth', 'adminPassword'], 'ADMIN_PASSWORD', 'hub.config.Authenticator.admin_users', undefined);
  it.draft.decide(
    ['hub.config.Authenticator.admin_users'],
    'administrators do not log in with the shared password: choose one of 32 characters or more for ADMIN_PASSWORD',
  );
}
