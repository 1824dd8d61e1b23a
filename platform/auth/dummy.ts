import { z } from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import { secretSource } from '../schema/scalars.ts';
import { authType, userNameList } from './auth-type.ts';

/** The shortest passwords that JupyterHub's shared-password authenticator starts with. */
const SHORTEST = 8;
const SHORTEST_OF_ADMINS = 32;

const schema = z.strictObject({
  type: z.literal('dummy').describe('For a try-out: one password that all share, under any name.'),
  password: secretSource().describe(`The password that all share, of ${SHORTEST} characters or more.`),
  allowedUsers: userNameList('Users who may log in. Without any, everyone may who has the password.'),
  adminUsers: userNameList('Users who administer the hub. They log in with `adminPassword` only.'),
  adminPassword: secretSource()
    .optional()
    .describe(`Another password, which all administrators share, of ${SHORTEST_OF_ADMINS} characters or more.`),
});

type Dummy = z.output<typeof schema>;

export const dummy = authType({
  schema,
  className: 'hubwright.shared_password.SharedPasswordAuthenticator',
  insteadOf: ['DummyAuthenticator'],
  traits: ({ allowedUsers, adminUsers }) => ({
    allow_all: allowedUsers.length === 0,
    allow_existing_users: false,
    allowed_users: allowedUsers,
    admin_users: adminUsers,
  }),
  secrets: ({ password, adminPassword }) => [
    { trait: 'user_password', setting: 'password', source: password, problem: shorterThan(SHORTEST) },
    ...(adminPassword
      ? [
          {
            trait: 'admin_password',
            setting: 'adminPassword',
            source: adminPassword,
            problem: shorterThan(SHORTEST_OF_ADMINS),
          },
        ]
      : []),
  ],
  check,
});

const shorterThan = (least: number) => (secret: string) =>
  secret.length < least ? `is too short: JupyterHub takes passwords of ${least} characters or more here` : undefined;

function check({ password, adminUsers, adminPassword }: Dummy): SettingsProblem[] {
  const problems: SettingsProblem[] = [
    {
      path: ['auth', 'type'],
      message: "all users share one password, and can log in under each other's names",
      fix: 'use it for a try-out only, and another type before anybody works with it',
      severity: 'warning',
    },
  ];
  if (adminUsers.length > 0 && adminPassword === undefined) {
    problems.push({
      path: ['auth', 'adminPassword'],
      message: 'missing: administrators do not log in with the password of everybody',
      fix: 'set it to a source of another password, such as { env: ADMIN_PASSWORD }',
    });
  }
  if (adminUsers.length === 0 && adminPassword !== undefined) {
    problems.push({
      path: ['auth', 'adminUsers'],
      message: 'missing: adminPassword lets in administrators only, and none is named',
      fix: 'name one, or remove adminPassword',
      severity: 'warning',
    });
  }
  if (adminPassword !== undefined && JSON.stringify(adminPassword) === JSON.stringify(password)) {
    problems.push({
      path: ['auth', 'adminPassword'],
      message: 'is the password of everybody',
      fix: 'name another source',
    });
  }
  return problems;
}
