import { z } from 'zod';
import type { Problem } from '../problem.ts';
import { address } from '../schema/hosts.ts';
import { secretSource } from '../schema/scalars.ts';
import { admission, admissionTraits, admitsUsers, authType, nameList } from './auth-type.ts';

const schema = z.strictObject({
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
  allowedGroups: nameList('DNs of groups that may log in.'),
  ...admission,
});

export const ldap = authType({
  schema,
  className: 'ldapauthenticator.LDAPAuthenticator',
  traits: (auth) => ({
    ...admissionTraits(auth),
    server_address: auth.server,
    ...(auth.port && { server_port: auth.port }),
    tls_strategy: auth.tls,
    user_attribute: auth.userAttribute,
    ...(auth.bindDnTemplate.length > 0 && { bind_dn_template: auth.bindDnTemplate }),
    ...(auth.userSearchBase && { lookup_dn: true, user_search_base: auth.userSearchBase }),
    ...(auth.searchUser && { lookup_dn_search_user: auth.searchUser }),
    ...(auth.allowedGroups.length > 0 && { allowed_groups: auth.allowedGroups }),
  }),
  secrets: ({ searchPassword: source }) =>
    source ? [{ trait: 'lookup_dn_search_password', setting: 'searchPassword', source }] : [],
  admits: (auth) => admitsUsers(auth) || auth.allowedGroups.length > 0,
  check,
});

function check(auth: z.output<typeof schema>): Problem[] {
  const problems: Problem[] = [];
  if (auth.bindDnTemplate.length === 0 && auth.userSearchBase === undefined) {
    problems.push({
      path: ['auth'],
      message: 'nothing says how a user is found',
      hint: 'set bindDnTemplate, or userSearchBase with searchUser and searchPassword',
    });
  }
  if ((auth.searchUser === undefined) !== (auth.searchPassword === undefined)) {
    problems.push({
      path: ['auth'],
      message: 'searchUser and searchPassword go together',
      hint: 'set both, or neither for an anonymous search',
    });
  }
  return problems;
}
