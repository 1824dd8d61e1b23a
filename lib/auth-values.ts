import type { ChartValues } from '../imports/z2jh-values.ts';
import type { Auth } from '../settings/schema/auth.ts';
import { hubPaths } from './names.ts';
import type { Platform } from './platform.ts';
import { UserDirectory } from './user-directory.ts';

/** The chart values that say who may log in. Client secrets and passwords are not among them. */
export function authValues({ auth, hub }: Platform): ChartValues {
  const { className, config } = authenticator(auth, callbackUrl(hub));
  return {
    hub: {
      config: { JupyterHub: { authenticator_class: className }, ...config },
      ...(auth.type === 'users' && { extraVolumes: [UserDirectory.volume], extraVolumeMounts: [UserDirectory.mount] }),
    },
  };
}

interface Authenticator {
  /** Import path of the class in the hub's image. */
  readonly className: string;
  /** Traits by class. */
  readonly config: Record<string, Record<string, unknown>>;
}

function authenticator(auth: Auth, callback: string | undefined): Authenticator {
  switch (auth.type) {
    case 'users':
      return {
        className: 'hubwright.authenticator.DirectoryAuthenticator',
        config: { DirectoryAuthenticator: { users_path: hubPaths.users, auth_refresh_age: auth.refresh.toSeconds() } },
      };
    case 'oidc':
      return oauth('oauthenticator.generic.GenericOAuthenticator', auth, callback, {
        authorize_url: auth.authorizeUrl,
        token_url: auth.tokenUrl,
        userdata_url: auth.userdataUrl,
        scope: ['openid', ...auth.scopes.filter((scope) => scope !== 'openid')],
        username_claim: auth.usernameClaim,
        login_service: auth.loginService,
        ...(auth.groupsClaim && {
          manage_groups: true,
          auth_state_groups_key: `oauth_user.${auth.groupsClaim}`,
          allowed_groups: auth.allowedGroups,
          admin_groups: auth.adminGroups,
        }),
      });
    case 'github':
      return oauth('oauthenticator.github.GitHubOAuthenticator', auth, callback, {
        ...(auth.enterpriseUrl && { github_url: auth.enterpriseUrl }),
        ...(auth.allowedOrganizations.length > 0 && {
          allowed_organizations: auth.allowedOrganizations,
          scope: ['read:org'],
        }),
      });
    case 'google':
      return oauth('oauthenticator.google.GoogleOAuthenticator', auth, callback, {
        ...(auth.hostedDomains.length > 0 && { hosted_domain: auth.hostedDomains }),
      });
    case 'ldap':
      return {
        className: 'ldapauthenticator.LDAPAuthenticator',
        config: { LDAPAuthenticator: { ...admission(auth), ...ldapTraits(auth) } },
      };
    case 'native':
      return {
        className: 'nativeauthenticator.NativeAuthenticator',
        config: {
          NativeAuthenticator: {
            admin_users: auth.adminUsers,
            open_signup: auth.openSignup,
            minimum_password_length: auth.minimumPasswordLength,
            check_common_password: true,
            allowed_failed_logins: auth.failedLogins,
            seconds_before_next_try: auth.pause.toSeconds(),
          },
        },
      };
  }
}

type OAuth = Extract<Auth, { clientSecret: unknown }>;

function oauth(
  className: string,
  auth: OAuth,
  callback: string | undefined,
  traits: Record<string, unknown>,
): Authenticator {
  const config = {
    client_id: auth.clientId,
    ...(callback && { oauth_callback_url: callback }),
    ...admission(auth),
    ...traits,
  };
  return { className, config: { [className.slice(className.lastIndexOf('.') + 1)]: config } };
}

function admission(auth: Exclude<Auth, { type: 'users' | 'native' }>) {
  return { allow_all: auth.allowAll, allowed_users: auth.allowedUsers, admin_users: auth.adminUsers };
}

function ldapTraits(auth: Extract<Auth, { type: 'ldap' }>) {
  return {
    server_address: auth.server,
    ...(auth.port && { server_port: auth.port }),
    tls_strategy: auth.tls,
    user_attribute: auth.userAttribute,
    ...(auth.bindDnTemplate.length > 0 && { bind_dn_template: auth.bindDnTemplate }),
    ...(auth.userSearchBase && { lookup_dn: true, user_search_base: auth.userSearchBase }),
    ...(auth.searchUser && { lookup_dn_search_user: auth.searchUser }),
    ...(auth.allowedGroups.length > 0 && { allowed_groups: auth.allowedGroups }),
  };
}

/** The address that a provider sends users back to; without a host name the authenticator derives it from the request. */
function callbackUrl({ host, tls }: Platform['hub']): string | undefined {
  return host && `${tls.type === 'none' ? 'http' : 'https'}://${host}/hub/oauth_callback`;
}
