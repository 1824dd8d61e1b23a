import { z } from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import { address } from '../schema/hosts.ts';
import { secretSource } from '../schema/scalars.ts';
import { admission, admissionTraits, admitsUsers, authType, nameList } from './auth-type.ts';
import { problemOfCertificate } from './certificate.ts';

const dnTemplate = z
  .string()
  .includes('{username}', { error: () => 'expected a DN with {username} in it' })
  .refine((text) => !/[{}]/.test(text.replaceAll('{username}', '')), {
    error: () => 'expected no other braces than those of {username}',
  });

const schema = z.strictObject({
  type: z.literal('ldap').describe('An LDAP directory or Active Directory.'),
  server: z
    .string()
    .superRefine((text, context) => {
      const message = problemOfServer(text);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .describe('The LDAP server, by the name that is in its certificate.'),
  port: z.int().min(1).max(65535).optional().describe("Its port. Without it, the protocol's own."),
  tls: z
    .enum(['before_bind', 'on_connect', 'insecure'])
    .default('before_bind')
    .describe('StartTLS (port 389), LDAPS (port 636), or passwords in the clear.'),
  caCertificate: secretSource()
    .optional()
    .describe(
      "The CA that signed the server's certificate, as PEM. Without it, the public CAs that the hub's image knows.",
    ),
  verifyCertificate: z
    .boolean()
    .default(true)
    .describe('Whether the server must prove with its certificate who it is.'),
  bindDnTemplate: z
    .array(dnTemplate)
    .default([])
    .describe('DNs tried in turn, with `{username}`. A name must mean the same person in all of them.'),
  userSearchBase: z.string().min(1).optional().describe('Where users are looked up.'),
  userAttribute: z
    .string()
    .min(1)
    .default('uid')
    .describe('Attribute that holds the user name; `sAMAccountName` in Active Directory.'),
  searchUser: z.string().min(1).optional().describe('DN that may search.'),
  searchPassword: secretSource().optional().describe('Its password.'),
  groupSearchBase: z
    .string()
    .min(1)
    .optional()
    .describe('Where the groups of users are looked up, which images, sizes and shared folders can be limited to.'),
  groupName: z.string().min(1).default('cn').describe('Attribute of a group that is its name in the hub.'),
  allowedGroups: nameList('Groups that may log in, as DNs; with `groupSearchBase` also by name.'),
  adminGroups: nameList('Groups that administer the hub, as DNs; with `groupSearchBase` also by name.'),
  ...admission,
});

type Ldap = z.output<typeof schema>;

const namesGroups = ({ allowedGroups, adminGroups }: Ldap) => allowedGroups.length > 0 || adminGroups.length > 0;
const knowsGroups = (auth: Ldap) => auth.groupSearchBase !== undefined || namesGroups(auth);

export const ldap = authType({
  schema,
  className: 'hubwright.ldap.LDAPAuthenticator',
  traits: (auth) => ({
    ...admissionTraits(auth),
    // JupyterHub lets in administrators only where others are named too, and whoever was named once stays admitted.
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
  return `expected a name alone: write server: ${name}${port ? ` and port: ${port}` : ''}${tls}`;
}

function check(auth: Ldap): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const report = (key: string, message: string, fix: string, severity?: 'warning') =>
    problems.push({ path: key ? ['auth', key] : ['auth'], message, fix, ...(severity && { severity }) });
  if (auth.bindDnTemplate.length === 0 && auth.userSearchBase === undefined) {
    report(
      '',
      'nothing says how a user is found',
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
      `missing: "${byName}" is no DN, and nothing says where groups are`,
      'set it to the DN that the groups are below, or write the DN of the group',
    );
  }
  if (knowsGroups(auth) && auth.userSearchBase === undefined && auth.bindDnTemplate.some((it) => !it.includes('='))) {
    report(
      'userSearchBase',
      'missing: members of groups are DNs, and bindDnTemplate holds none',
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
      ? warn('port', '636 is the port of LDAPS, and auth.tls is StartTLS', 'set tls: on_connect, or port: 389')
      : []),
    ...(tls === 'on_connect' && port === 389
      ? warn('port', '389 is the port of StartTLS, and auth.tls is LDAPS', 'set tls: before_bind, or port: 636')
      : []),
    ...(verifyCertificate
      ? []
      : caCertificate
        ? warn('caCertificate', 'is not used: verifyCertificate is false', 'remove one of the two')
        : warn(
            'verifyCertificate',
            'whoever answers in place of the server gets the passwords',
            'leave it out, and set caCertificate where the CA is your own',
          )),
  ];
}
