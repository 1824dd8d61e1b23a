import * as z from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import { address } from '../schema/hosts.ts';
import { secretSource } from '../schema/scalars.ts';
import { admission, admissionTraits, admitsUsers, authType, nameList } from './auth-type.ts';
import { problemOfCertificate } from './certificate.ts';

const dnTemplate = z
  .string()
  .includes('{username}', { error: () => 'expected a DN with {username} in it' })
  .refine((text) => !/[{}]/.test(text.replaceAll('{username}', '')), {
    error: () => 'expected no braces other than {username}',
  });

const schema = z.strictObject({
  type: z.literal('ldap').describe('An LDAP directory or Active Directory.'),
  server: z
    .string()
    .superRefine((text, context) => {
      const message = problemOfServer(text);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .describe('Host name of the LDAP server, as in its certificate.'),
  port: z.int().min(1).max(65535).optional().describe('Its port. If unset, the default of the protocol.'),
  tls: z
    .enum(['before_bind', 'on_connect', 'insecure'])
    .default('before_bind')
    .describe('StartTLS (port 389), LDAPS (port 636), or no encryption.'),
  caCertificate: secretSource()
    .optional()
    .describe("The CA that signed the server's certificate, as PEM. If unset, the public CAs in the hub's image."),
  verifyCertificate: z.boolean().default(true).describe("Whether to verify the server's certificate."),
  bindDnTemplate: z
    .array(dnTemplate)
    .default([])
    .describe('DNs tried in turn, with `{username}`. A name must mean the same person in all of them.'),
  userSearchBase: z.string().min(1).optional().describe('Base DN of users.'),
  userAttribute: z
    .string()
    .min(1)
    .default('uid')
    .describe('Attribute that holds the user name; `sAMAccountName` in Active Directory.'),
  searchUser: z.string().min(1).optional().describe('DN of the account that searches.'),
  searchPassword: secretSource().optional().describe('Password of that account.'),
  groupSearchBase: z
    .string()
    .min(1)
    .optional()
    .describe('Base DN of groups, to which images, sizes and shared folders can be limited.'),
  groupName: z.string().min(1).default('cn').describe('Attribute of a group to use as its name in the hub.'),
  allowedGroups: nameList('Groups whose members may log in, as DNs or, with `groupSearchBase`, names.'),
  adminGroups: nameList('Groups whose members administer the hub, as DNs or, with `groupSearchBase`, names.'),
  ...admission,
});

type Ldap = z.output<typeof schema>;

const namesGroups = ({ allowedGroups, adminGroups }: Ldap) => allowedGroups.length > 0 || adminGroups.length > 0;
const knowsGroups = (auth: Ldap) => auth.groupSearchBase !== undefined || namesGroups(auth);

export const ldap = authType({
  schema,
  className: 'hubwright.login.ldap.LDAPAuthenticator',
  traits: (auth) => ({
    ...admissionTraits(auth),
    // JupyterHub admits administrators only where other users are listed too, and keeps admitting everyone it once did.
    allowed_users: [...new Set([...auth.allowedUsers, ...auth.adminUsers])],
    allow_existing_users: false,
    server_address: auth.server,
    ...(auth.port && { server_port: auth.port }),
    tls_strategy: auth.tls,
    ...(!auth.verifyCertificate && { verify_certificate: false }),
    user_attribute: auth.userAttribute,
    ...(auth.bindDnTemplate.length > 0 && { bind_dn_template: auth.bindDnTemplate }),
    ...(auth.userSearchBase && {
      lookup_dn: true,
      user_search_base: auth.userSearchBase,
      lookup_dn_user_dn_attribute: auth.userAttribute,
      use_lookup_dn_username: true,
    }),
    ...(auth.searchUser && { lookup_dn_search_user: auth.searchUser }),
    ...(knowsGroups(auth) && {
      manage_groups: true,
      group_name_attribute: auth.groupName,
      ...(auth.groupSearchBase && { group_search_base: auth.groupSearchBase }),
      allowed_groups: auth.allowedGroups,
      admin_groups: auth.adminGroups,
    }),
  }),
  secrets: ({ searchPassword, caCertificate }) => [
    ...(searchPassword
      ? [{ trait: 'lookup_dn_search_password', setting: 'searchPassword', source: searchPassword }]
      : []),
    ...(caCertificate
      ? [{ trait: 'ca_certificates', setting: 'caCertificate', source: caCertificate, problem: problemOfCertificate }]
      : []),
  ],
  admits: (auth) => admitsUsers(auth) || namesGroups(auth),
  check,
  groups: knowsGroups,
});

function problemOfServer(text: string): string | undefined {
  if (address().safeParse(text).success) return undefined;
  const url = /^(ldaps?):\/\/([^:/]+)(?::(\d+))?\/?$/i.exec(text);
  const pair = /^([^:/]+):(\d+)$/.exec(text);
  const [name, port] = url ? [url[2], url[3]] : [pair?.[1], pair?.[2]];
  if (name === undefined || !address().safeParse(name).success) return 'expected an IP address or a host name';
  const tls = url?.[1]?.toLowerCase() === 'ldaps' ? ' and tls: on_connect' : '';
  return `expected only the host name: write server: ${name}${port ? ` and port: ${port}` : ''}${tls}`;
}

function check(auth: Ldap): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const report = (key: string, message: string, fix: string, severity?: 'warning') =>
    problems.push({ path: key ? ['auth', key] : ['auth'], message, fix, ...(severity && { severity }) });
  if (auth.bindDnTemplate.length === 0 && auth.userSearchBase === undefined) {
    report(
      '',
      'nothing says how to find a user',
      'set bindDnTemplate, or userSearchBase with searchUser and searchPassword',
    );
  }
  if ((auth.searchUser === undefined) !== (auth.searchPassword === undefined)) {
    report('', 'searchUser and searchPassword go together', 'set both, or neither for an anonymous search');
  }
  const byName = [...auth.allowedGroups, ...auth.adminGroups].find((group) => !group.includes('='));
  if (byName !== undefined && auth.groupSearchBase === undefined) {
    report(
      'groupSearchBase',
      `missing: "${byName}" is not a DN, and nothing says where groups are`,
      'set it to the base DN of the groups, or write the DN of the group',
    );
  }
  if (knowsGroups(auth) && auth.userSearchBase === undefined && auth.bindDnTemplate.some((it) => !it.includes('='))) {
    report(
      'userSearchBase',
      'missing: members of groups are DNs, and bindDnTemplate contains none',
      'set it, with searchUser and searchPassword, instead of bindDnTemplate',
      'warning',
    );
  }
  return [...problems, ...checkEncryption(auth)];
}

function checkEncryption({ tls, port, caCertificate, verifyCertificate }: Ldap): SettingsProblem[] {
  const warn = (key: string, message: string, fix: string): SettingsProblem[] => [
    { path: ['auth', key], message, fix, severity: 'warning' },
  ];
  if (tls === 'insecure')
    return warn('tls', 'passwords cross the network in the clear', 'use before_bind, or on_connect for LDAPS');
  return [
    ...(tls === 'before_bind' && port === 636
      ? warn('port', '636 is the port of LDAPS, but auth.tls is StartTLS', 'set tls: on_connect, or port: 389')
      : []),
    ...(tls === 'on_connect' && port === 389
      ? warn('port', '389 is the port of StartTLS, but auth.tls is LDAPS', 'set tls: before_bind, or port: 636')
      : []),
    ...(verifyCertificate
      ? []
      : caCertificate
        ? warn('caCertificate', 'has no effect: verifyCertificate is false', 'remove one of the two')
        : warn(
            'verifyCertificate',
            'anyone who impersonates the server gets the passwords',
            'remove it, and set caCertificate if the CA is your own',
          )),
  ];
}
