import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Mapping, withDefaults } from '../../system/mapping.ts';
import { formatPath } from '../../system/problem.ts';
import { chartDefaults } from './chart-facts.ts';
import { checkHubAccess } from './hub-access.ts';

const problemsIn = (text: string) => {
  const raw = parse(text) as Mapping;
  return checkHubAccess(raw, withDefaults(chartDefaults(), raw) as Mapping, []).map(
    ({ path, message, fix }) => `${formatPath(path)}: ${message}${fix ? `; ${fix}` : ''}`,
  );
};

test.each([
  ['hub: { services: { a: { url: http://a, apiToken: x, oauth_client_id: service-a, admin: true, display: false } } }'],
  [
    'hub: { loadRoles: { abc: { scopes: [self, "users!user", "list:users!group=a", "access:services!service=b", inherit] } } }',
  ],
  ['hub: { loadRoles: { a: { name: user, scopes: [self], users: [ada], groups: [b] }, b: null } }'],
  ['hub: { loadRoles: { abc: { services: [jupyterhub-idle-culler] } } }'],
  ['hub: { services: { a: { name: dask } }, loadRoles: { abc: { services: [dask], scopes: null } } }'],
  ['hub: { config: { JupyterHub: { services: [{ name: b }], load_roles: [{ name: abc, services: [b] }] } } }'],
  [
    'hub: { config: { JupyterHub: { custom_scopes: { "custom:a": { description: b } } } }, loadRoles: { abc: { scopes: ["custom:a"] } } }',
  ],
  [
    'hub: { extraConfig: { a: "c.JupyterHub.services.append(dict(name=\'own\'))" }, loadRoles: { abc: { services: [own] } } }',
  ],
  [
    'hub: { extraConfig: { a: "c.JupyterHub.custom_scopes = {\'custom:x\': {}}" }, loadRoles: { abc: { scopes: ["custom:x"] } } }',
  ],
])('%s', (text) => expect(problemsIn(text)).toEqual([]));

test('what stops the hub', () => {
  expect(
    problemsIn(`
cull: { enabled: false }
hub:
  services:
    binder: { uri: http://b, oauth_client_id: binder-oauth, api_tokn: x }
  loadRoles:
    My Role: { scopes: [list:user, all, "users!name=a", admin:everything] }
    ab: { services: [bindr, jupyterhub-idle-culler], scopes: users }
  config:
    JupyterHub:
      services: [{ name: a, oauth_client_id: a }]
      load_roles: [{ name: 1a, services: [binder, b] }]
`),
  ).toMatchInlineSnapshot(`
    [
      "hub.services.binder.uri: JupyterHub knows no such field of a service, and would not start; known here: admin, api_token, command, cwd, display, environment, info, name, oauth_client_allowed_scopes, oauth_client_id, oauth_no_confirm, oauth_redirect_uri, oauth_roles, url, user, apiToken",
      "hub.services.binder.api_tokn: JupyterHub knows no such field of a service, and would not start; did you mean "api_token"?",
      "hub.services.binder.oauth_client_id: JupyterHub does not start unless this begins with "service-", found "binder-oauth"; write service-binder-oauth",
      "hub.config.JupyterHub.services[0].oauth_client_id: JupyterHub does not start unless this begins with "service-", found "a"; write service-a",
      "hub.loadRoles.My Role: the name of a role is 3 to 255 lower-case letters, digits or -._~, starting with a letter and ending with a letter or digit, found "My Role"; write my-role",
      "hub.loadRoles.My Role.scopes[0]: JupyterHub has no scope "list:user", and would not start; did you mean "list:users"?",
      "hub.loadRoles.My Role.scopes[1]: JupyterHub has no scope "all", and would not start; did you mean "inherit"?",
      "hub.loadRoles.My Role.scopes[2]: JupyterHub has no filter "!name=a" of a scope, and would not start; write !user=…, !group=…, !server=… or !service=…",
      "hub.loadRoles.My Role.scopes[3]: JupyterHub has no scope "admin:everything", and would not start",
      "hub.loadRoles.ab: the name of a role is 3 to 255 lower-case letters, digits or -._~, starting with a letter and ending with a letter or digit, found "ab"",
      "hub.loadRoles.ab.scopes: expected a list, found "users"",
      "hub.loadRoles.ab.services[0]: there is no service "bindr": JupyterHub does not start; did you mean "binder"?",
      "hub.loadRoles.ab.services[1]: there is no service "jupyterhub-idle-culler": JupyterHub does not start; define it in hub.services",
      "hub.config.JupyterHub.load_roles[0].name: the name of a role is 3 to 255 lower-case letters, digits or -._~, starting with a letter and ending with a letter or digit, found "1a"",
      "hub.config.JupyterHub.load_roles[0].services[1]: there is no service "b": JupyterHub does not start; define it in hub.services",
    ]
  `);
});
