import { texts } from '../conversions.ts';
import type { Authenticator } from './authenticator.ts';

/** `LDAPAuthenticator`. Source: ldapauthenticator 1.3 and 2.0, `ldapauthenticator.py`. */
export function moveLdap(it: Authenticator): void {
  it.set('type', 'ldap', 'hub.config.JupyterHub.authenticator_class');
  it.same('server_address', 'server', asHost);
  it.same('server_port', 'port', (value) => (Number.isInteger(Number(value)) ? Number(value) : undefined));
  it.same('tls_strategy', 'tls', (value) =>
    ['before_bind', 'on_connect', 'insecure'].includes(String(value)) ? value : undefined,
  );
  const useSsl = it.take('use_ssl');
  if (useSsl !== undefined && it.draft.get(['auth', 'tls']) === undefined)
    it.set('tls', useSsl === true ? 'on_connect' : 'before_bind', 'hub.config.LDAPAuthenticator.use_ssl');
  it.list('bind_dn_template', 'bindDnTemplate');
  it.same('user_attribute', 'userAttribute', String);
  // Without a look-up, the base only serves to read attributes.
  if (it.get('lookup_dn') === true) moveLookup(it);
  else if (it.get('lookup_dn') === false) it.take('lookup_dn');
  it.same('group_search_base', 'groupSearchBase', String);
  it.same('group_name_attribute', 'groupName', String);
}

function moveLookup(it: Authenticator): void {
  it.same('user_search_base', 'userSearchBase', String);
  if (it.draft.get(['auth', 'userSearchBase']) === undefined) return;
  it.take('lookup_dn');
  it.same('lookup_dn_search_user', 'searchUser', String);
  it.secret(
    'lookup_dn_search_password',
    'searchPassword',
    'LDAP_PASSWORD',
    it.draft.get(['auth', 'searchUser']) !== undefined,
  );
  if (it.get('lookup_dn_user_dn_attribute') === it.draft.get(['auth', 'userAttribute']))
    it.take('lookup_dn_user_dn_attribute');
  if (it.get('use_lookup_dn_username') === true) it.take('use_lookup_dn_username');
}

/** Of `ldaps://host:636` and the like the host, of several the first. */
function asHost(value: unknown): string | undefined {
  const [first] = texts(value);
  return first?.replace(/^ldaps?:\/\//i, '').replace(/[:/].*$/, '');
}
