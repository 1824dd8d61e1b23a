import { texts } from '../conversions.ts';
import type { Authenticator } from './authenticator.ts';

const USE_SSL = 'hub.config.LDAPAuthenticator.use_ssl';

/** `LDAPAuthenticator`. Source: ldapauthenticator 1.3 and 2.0, `ldapauthenticator.py`. */
export function moveLdap(it: Authenticator): void {
  it.set('type', 'ldap', 'hub.config.JupyterHub.authenticator_class');
  const [, scheme, port] = /^(?:(ldaps?):\/\/)?[^:/]+(?::(\d+))?/i.exec(String(it.get('server_address'))) ?? [];
  it.same('server_address', 'server', asHost);
  it.same('server_port', 'port', (value) => (Number.isInteger(Number(value)) ? Number(value) : undefined));
  if (port !== undefined && it.draft.get(['auth', 'port']) === undefined) it.set('port', Number(port));
  it.same('tls_strategy', 'tls', (value) =>
    ['before_bind', 'on_connect', 'insecure'].includes(String(value)) ? value : undefined,
  );
  const useSsl = it.take('use_ssl');
  if (useSsl !== undefined && it.draft.get(['auth', 'tls']) === undefined)
    it.set('tls', useSsl === true ? 'on_connect' : 'before_bind', USE_SSL);
  else if (useSsl !== undefined) it.draft.dropped([USE_SSL], 'tls_strategy says more');
  if (scheme?.toLowerCase() === 'ldaps' && it.draft.get(['auth', 'tls']) === undefined) it.set('tls', 'on_connect');
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
  const isNamed = it.draft.get(['auth', 'searchUser']) !== undefined;
  if (isNamed) it.neededSecret('lookup_dn_search_password', 'searchPassword', 'LDAP_PASSWORD');
  else if (it.take('lookup_dn_search_password') !== undefined)
    it.draft.dropped(
      ['hub.config.LDAPAuthenticator.lookup_dn_search_password'],
      'is of no user: lookup_dn_search_user is not set',
    );
  if (it.get('lookup_dn_user_dn_attribute') === it.draft.get(['auth', 'userAttribute']))
    it.take('lookup_dn_user_dn_attribute');
  if (it.get('use_lookup_dn_username') === true) it.take('use_lookup_dn_username');
}

/** Of `ldaps://host:636` and the like the host. */
function asHost(value: unknown): string | undefined {
  const [first, second] = texts(value);
  return second !== undefined ? undefined : first?.replace(/^ldaps?:\/\//i, '').replace(/[:/].*$/, '');
}
