import { expect, test } from '@jest/globals';
import { complaints, load } from '../../settings/testing.ts';
import { X509 } from './testing.ts';

const BASE = { type: 'ldap', server: 'ldap.lan', bindDnTemplate: ['uid={username},dc=lan'], allowAll: true };
const SEARCH = { searchUser: 'cn=hub,dc=lan', searchPassword: { env: 'SEARCH' } };
const env = { SEARCH: 's', CA: X509, OTHER: 'no certificate', CUT: X509.replace(/MI../, 'AAAA') };

/** What is said of these settings, warnings too, without the place. */
function problemsIn(more: object): string[] {
  const auth = { ...BASE, ...more };
  const errors = complaints(() => load({ auth }, undefined, { env }));
  if (errors.length > 0) return errors.map((it) => it.replace(/^platform\.yaml:\d+:\d+: /, ''));
  return load({ auth }, undefined, { env }).warnings.map(
    ({ path, message, fix }) => `${path.join('.')}: ${message}; ${fix}`,
  );
}

test.each<[string, object]>([
  ['templates', {}],
  ['a search', { bindDnTemplate: [], userSearchBase: 'dc=lan', ...SEARCH }],
  ['an anonymous search', { bindDnTemplate: [], userSearchBase: 'dc=lan' }],
  ['names of Active Directory', { bindDnTemplate: ['{username}@corp.lan', 'CORP\\{username}'] }],
  ['LDAPS', { tls: 'on_connect', port: 636 }],
  ['a port of their own', { tls: 'on_connect', port: 3269 }],
  ['an address', { server: '10.0.0.4' }],
  ['an address of IPv6', { server: 'fd00::4' }],
  ['a CA', { caCertificate: { env: 'CA' } }],
  ['groups by name', { groupSearchBase: 'ou=groups,dc=lan', allowedGroups: ['lab'], adminGroups: ['cn=it,dc=lan'] }],
  ['administrators alone', { allowAll: false, adminUsers: ['ada'] }],
])('%s are accepted without a word', (_, more) => {
  expect(problemsIn(more)).toEqual([]);
});

test.each<[object, string]>([
  [
    { server: 'ldaps://ldap.lan' },
    'auth.server: expected only the host name: write server: ldap.lan and tls: on_connect',
  ],
  [
    { server: 'ldaps://ldap.lan:3269/' },
    'auth.server: expected only the host name: write server: ldap.lan and port: 3269 and tls: on_connect',
  ],
  [{ server: 'LDAP://10.0.0.4' }, 'auth.server: expected only the host name: write server: 10.0.0.4'],
  [{ server: 'ldap.lan:389' }, 'auth.server: expected only the host name: write server: ldap.lan and port: 389'],
  [{ server: 'ldap lan' }, 'auth.server: expected an IP address or a host name'],
  [{ bindDnTemplate: ['uid=ada'] }, 'auth.bindDnTemplate[0]: expected a DN with {username} in it'],
  [{ bindDnTemplate: ['uid={username},ou={ou}'] }, 'auth.bindDnTemplate[0]: expected no braces other than {username}'],
  [
    { bindDnTemplate: [] },
    'auth: nothing says how to find a user; set bindDnTemplate, or userSearchBase with searchUser and searchPassword',
  ],
  [
    { searchUser: 'cn=hub,dc=lan' },
    'auth: searchUser and searchPassword go together; set both, or neither for an anonymous search',
  ],
  [{ allowAll: false }, 'auth: nobody may log in; set allowAll: true, or list users, groups or domains'],
  [
    { adminGroups: ['it'] },
    'auth.groupSearchBase: missing: "it" is not a DN, and nothing says where groups are; set it to the base DN of the groups, or write the DN of the group',
  ],
  [
    { bindDnTemplate: ['{username}@corp.lan'], groupSearchBase: 'dc=lan' },
    'auth.userSearchBase: missing: members of groups are DNs, and bindDnTemplate contains none; set it, with searchUser and searchPassword, instead of bindDnTemplate',
  ],
  [{ tls: 'insecure' }, 'auth.tls: passwords cross the network in the clear; use before_bind, or on_connect for LDAPS'],
  [{ port: 636 }, 'auth.port: 636 is the port of LDAPS, but auth.tls is StartTLS; set tls: on_connect, or port: 389'],
  [
    { tls: 'on_connect', port: 389 },
    'auth.port: 389 is the port of StartTLS, but auth.tls is LDAPS; set tls: before_bind, or port: 636',
  ],
  [
    { verifyCertificate: false },
    'auth.verifyCertificate: anyone who impersonates the server gets the passwords; remove it, and set caCertificate if the CA is your own',
  ],
  [
    { verifyCertificate: false, caCertificate: { env: 'CA' } },
    'auth.caCertificate: has no effect: verifyCertificate is false; remove one of the two',
  ],
  [
    { caCertificate: { env: 'OTHER' } },
    'auth.caCertificate: the environment variable OTHER contains no certificate: expected PEM, with a line -----BEGIN CERTIFICATE-----',
  ],
  [
    { caCertificate: { env: 'CUT' } },
    'auth.caCertificate: the environment variable CUT contains an unreadable certificate: copy it again, as PEM',
  ],
])('%j is answered with what to write', (more, message) => {
  expect(problemsIn(more)).toEqual([expect.stringContaining(message)]);
});

test('groups of images need not be in the settings where the directory knows them', () => {
  const images = [{ name: 'a', image: 'registry.lan/a:1', groups: ['any'] }];
  const auth = { ...BASE, groupSearchBase: 'dc=lan' };
  expect(complaints(() => load({ auth, images }, undefined, { env }))).toEqual([]);
});
