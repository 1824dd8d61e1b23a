import * as z from 'zod';
import type { SettingsProblem } from '../../system/problem.ts';
import { secretSource } from '../schema/scalars.ts';
import { authType, userNameList } from './auth-type.ts';

/** The shortest passwords that JupyterHub's shared-password authenticator accepts. */
const SHORTEST = 8;
const SHORTEST_FOR_ADMINS = 32;

const schema = z.strictObject({
  type: z.literal('dummy').describe('For trials: everyone logs in with one shared password, under any name.'),
  password: secretSource().describe(`The shared password, of at least ${SHORTEST} characters.`),
  allowedUsers: userNameList('Users who may log in. If empty, everyone with the password.'),
  adminUsers: userNameList('Administrators of the hub. They log in with `adminPassword` only.'),
  adminPassword: secretSource()
    .optional()
    .describe(`The password shared by administrators, of at least ${SHORTEST_FOR_ADMINS} characters.`),
});

type Dummy = z.output<typeof schema>;

export const dummy = authType({
  schema,
  className: 'hubwright.login.shared_password.SharedPasswordAuthenticator',
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
            problem: shorterThan(SHORTEST_FOR_ADMINS),
          },
        ]
      : []),
  ],
  check,
});

const shorterThan = (least: number) => (secret: string) =>
  secret.length < least ? `is too short: JupyterHub requires at least ${least} characters here` : undefined;

function check({ password, adminUsers, adminPassword }: Dummy): SettingsProblem[] {
  const problems: SettingsProblem[] = [
    {
      path: ['auth', 'type'],
      message: "all users share one password, and can log in under each other's names",
      fix: 'use it for trials only, and another type before anyone works with it',
      severity: 'warning',
    },
  ];
  if (adminUsers.length > 0 && adminPassword === undefined) {
    problems.push({
      path: ['auth', 'adminPassword'],
      message: 'missing: administrators do not log in with the shared password',
      fix: 'set it to a source of another password, such as { env: ADMIN_PASSWORD }',
    });
  }
  if (adminUsers.length === 0 && adminPassword !== undefined) {
    problems.push({
      path: ['auth', 'adminUsers'],
      message: 'missing: adminPassword is for administrators, and none is listed',
      fix: 'list one, or remove adminPassword',
      severity: 'warning',
    });
  }
  if (adminPassword !== undefined && JSON.stringify(adminPassword) === JSON.stringify(password)) {
    problems.push({
      path: ['auth', 'adminPassword'],
      message: 'is the shared password',
      fix: 'set another source',
    });
  }
  return problems;
}
