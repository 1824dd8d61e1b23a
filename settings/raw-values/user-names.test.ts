import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Mapping } from '../../system/mapping.ts';
import { formatPath } from '../../system/problem.ts';
import { checkUserNames } from './user-names.ts';

test('names that keep the hub from starting, or nobody can have, wherever raw values list users', () => {
  const raw = parse(`
hub:
  config:
    Authenticator: { admin_users: [ada, ..], username_map: { root: .. } }
    GitHubOAuthenticator: { allowed_users: ['%2e', bob@example.com, '', 5] }
  loadRoles:
    helpers: { users: [ada, ．．] }
`) as Mapping;
  const why = 'cannot be a user name: as part of a URL it leads to another page';
  expect(checkUserNames(raw, []).map(({ path, message }) => `${formatPath(path)}: ${message}`)).toEqual([
    `hub.config.Authenticator.admin_users[1]: ".." ${why}`,
    `hub.config.GitHubOAuthenticator.allowed_users[0]: "%2e" ${why}`,
    `hub.config.Authenticator.username_map.root: ".." ${why}`,
    `hub.loadRoles.helpers.users[1]: "．．" ${why}`,
  ]);
});

test.each(['{}', 'hub: null', 'hub: { config: { A: 5 }, loadRoles: [] }'])('nothing is said of %s', (text) => {
  expect(checkUserNames(parse(text) as Mapping, [])).toEqual([]);
});
