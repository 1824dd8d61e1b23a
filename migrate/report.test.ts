import { expect, test } from '@jest/globals';
import { roundTrip } from './testing.ts';

test.each([
  [
    'users of no provider',
    { hub: { config: { Authenticator: { admin_users: ['ada'], allowed_users: ['ben'] } } } },
    {
      kind: 'decide',
      keys: ['hub.config.Authenticator.admin_users', 'hub.config.Authenticator.allowed_users'],
      text: expect.stringContaining('users.yaml has them, and nobody has a password yet'),
    },
  ],
  [
    'a scope that organizations need',
    {
      hub: {
        config: {
          JupyterHub: { authenticator_class: 'github' },
          GitHubOAuthenticator: { client_id: 'a', scope: ['read:org'], allowed_organizations: ['lab'] },
        },
      },
    },
    {
      kind: 'dropped',
      keys: ['hub.config.GitHubOAuthenticator.scope'],
      text: 'is asked for where auth.allowedOrganizations needs it',
    },
  ],
])('the report says what became of %s', (_, values, remark) => {
  const { draft, missing } = roundTrip(values);
  expect(missing).toEqual([]);
  expect(draft.remarks).toContainEqual(remark);
});
