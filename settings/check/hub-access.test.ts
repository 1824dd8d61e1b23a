import { expect, test } from '@jest/globals';
import { complaints, HASH, load } from '../testing.ts';

const USERS = { users: { ada: { password: HASH, admin: true }, bob: { password: HASH, groups: ['students'] } } };
const env = { TOKEN: 'of-the-service', SHORT: '1234567', KEY: 'k' };
const service = (given: object) => ({ hub: { services: [{ name: 'board', ...given }] } });
const role = (given: object, hub: object = {}) => ({
  hub: { roles: [{ name: 'readers', scopes: ['list:users'], users: ['ada'], ...given }], ...hub },
});
const found = (settings: object) => complaints(() => load(settings, USERS, { env }));
const warningsOf = (settings: object) =>
  load(settings, USERS, { env }).warnings.map(({ message, fix }) => `${message}; ${fix}`);

test.each<[object, string]>([
  [
    {
      hub: {
        services: [
          { name: 'a', url: 'http://a' },
          { name: 'a', url: 'http://b' },
        ],
      },
    },
    'hub.services[1].name: another service has the same name, "a"; give each service its own name',
  ],
  [
    { hub: { roles: [role({}).hub.roles[0], role({}).hub.roles[0]] } },
    'hub.roles[1].name: another role has the same name, "readers"; give each role its own name',
  ],
  [
    service({ name: 'jupyterhub-idle-culler', command: ['a'] }),
    'hub.services[0].name: "jupyterhub-idle-culler" is the service that stops idle servers; choose another name, or set hub.culling.enabled: false',
  ],
  [
    role({ name: 'jupyterhub-idle-culler' }),
    'hub.roles[0].name: "jupyterhub-idle-culler" is the role of the service that stops idle servers; choose another name, or set hub.culling.enabled: false',
  ],
  [
    role({ name: 'admin' }),
    'hub.roles[0].name: "admin" is the role of administrators, which Hubwright gives; set admin: true for users in users.yaml, and set admin: true for services',
  ],
  [
    {
      auth: { type: 'native', adminUsers: ['ada'] },
      ...role({ name: 'admin' }),
    },
    'hub.roles[0].name: "admin" is the role of administrators, which Hubwright gives; list administrators in auth, and set admin: true for services',
  ],
  [
    role({ name: 'My readers' }),
    'hub.roles[0].name: expected 3 to 255 lower-case letters, digits or -._~, starting with a letter and ending with a letter or digit, found "My readers"; write my-readers',
  ],
  [
    service({ name: 'a/b' }),
    'hub.services[0].name: expected a name of letters, digits, "-" and "_", at most 63 characters, with a letter or digit at both ends, found "a/b"',
  ],
  [
    role({ scopes: ['list:user'] }),
    'hub.roles[0].scopes[0]: JupyterHub has no scope "list:user", and would not start; did you mean "list:users"?',
  ],
  [
    role({ scopes: ['servers!team=a'] }),
    'hub.roles[0].scopes[0]: JupyterHub has no filter "!team=a" of a scope, and would not start; write !user=…, !group=…, !server=… or !service=…',
  ],
  [
    service({ url: 'http://a', oauthClientAllowedScopes: ['everything'] }),
    'hub.services[0].oauthClientAllowedScopes[0]: JupyterHub has no scope "everything", and would not start',
  ],
  [
    role({ services: ['bord'] }, service({ url: 'http://a' }).hub),
    'hub.roles[0].services[0]: there is no service "bord": JupyterHub does not start; did you mean "board"?',
  ],
  [
    role({ services: ['x'] }),
    'hub.roles[0].services[0]: there is no service "x": JupyterHub does not start; define it in hub.services',
  ],
  [role({ users: ['adda'] }), 'hub.roles[0].users[0]: there is no user "adda"; did you mean "ada"?'],
  [
    role({ users: ['zoe'] }),
    'hub.roles[0].users[0]: there is no user "zoe"; add it with `npx hubwright user add`, or remove it here',
  ],
  [
    role({ users: ['a/b'] }),
    'hub.roles[0].users[0]: "a/b" contains a "/", a space or a control character; use letters, digits, ".", "-", "_" and "@"',
  ],
  [
    role({ groups: ['student'] }),
    'hub.roles[0].groups[0]: no user is in the group "student"; did you mean "students"?',
  ],
  [
    role({}, { values: { hub: { config: { GenericOAuthenticator: { manage_roles: true } } } } }),
    'hub.roles[0]: the identity provider gives the roles (manage_roles in hub.values): JupyterHub does not start; remove users and groups from the role, or manage_roles',
  ],
  [
    service({ url: 'grafana:3000', admin: true }),
    'hub.services[0].url: expected a URL such as https://login.example.com/token, found "grafana:3000"',
  ],
  [
    service({ url: 'http://localhost:3000' }),
    'hub.services[0].url: "localhost" is the pod of the proxy itself, where no service runs; write the name of a Service in the cluster, or a host that pods reach',
  ],
  [
    service({ url: 'http://127.0.0.1:9000', command: ['a'] }),
    'hub.services[0].url: the hub runs this service in its own pod, which the proxy finds under the name "hub"; write http://hub:9000',
  ],
  [
    service({ url: 'http://hub:8081', command: ['a'] }),
    'hub.services[0].url: 8081 is the port of the hub itself; choose another port',
  ],
  [
    {
      hub: {
        services: [
          { name: 'a', url: 'http://hub:9000', command: ['a'] },
          { name: 'b', url: 'http://hub:9000/', command: ['b'] },
        ],
      },
    },
    'hub.services[1].url: the service "a" has the same port; choose another port',
  ],
  [
    service({ url: 'http://a', oauthRedirectUri: 'login' }),
    'hub.services[0].oauthRedirectUri: expected a URL such as https://grafana.example.com/login, or a path on the host of the hub, found "login"',
  ],
  [
    service({ url: 'http://a', apiToken: 'plain' }),
    'hub.services[0].apiToken: expected { env: NAME }, { file: path } or { command: [program, argument] }: the secret itself does not belong in this file',
  ],
  [
    service({ url: 'http://a', apiToken: { env: 'SHORT' } }),
    'hub.services[0].apiToken: the environment variable SHORT has fewer than 8 characters: JupyterHub refuses it',
  ],
  [
    {
      hub: {
        services: [
          { name: 'a', url: 'http://a', apiToken: { env: 'TOKEN' } },
          { name: 'b', url: 'http://b', apiToken: { env: 'TOKEN' } },
        ],
      },
    },
    'hub.services[1].apiToken: the service "a" has the same token: JupyterHub would take this one for it; give each service a token of its own',
  ],
  [
    service({ command: ['a'], environment: { JUPYTERHUB_API_TOKEN: 'b' } }),
    'hub.services[0].environment.JUPYTERHUB_API_TOKEN: the hub sets JUPYTERHUB_API_TOKEN itself; remove it',
  ],
  [
    service({ command: ['a'], environment: { API_KEY: 'abcdef123456' } }),
    'hub.services[0].environment.API_KEY: contains a secret in plain text; remove it, since this file is in git, and write where it is read from: { env: NAME } or { file: path }',
  ],
])('%j', (settings, message) => expect(found(settings)).toEqual([expect.stringContaining(message)]));

test.each<[object, string]>([
  [role({ users: [] }), 'nobody has the role "readers"; name users, groups or services in it, or remove it'],
  [
    role({ name: 'user', users: [], scopes: ['list:users'] }),
    'without the scope "self", users cannot start their servers; add self',
  ],
  [
    service({ url: 'http://a', environment: { A: 'b' } }),
    'ignored without "command": the hub does not run this service; remove it',
  ],
  [
    service({}),
    'the service "board" may do nothing: it has no role, and no pages; name it in services of one of hub.roles',
  ],
  [
    service({ url: 'http://grafana:3000/board' }),
    '"/board" is ignored: the service gets requests with the path that browsers see, /services/board/; remove the path',
  ],
])('%j is warned of', (settings, message) => expect(warningsOf(settings)).toContain(message));

const shared = { name: 'user', scopes: ['self', 'shares!user', 'read:users:name'] };
test.each<[string, object]>([
  ['what all users may', { hub: { roles: [shared, { name: 'server', scopes: ['users:activity!user'] }] } }],
  ['members of every kind', role({ users: ['Bob'], groups: ['students'], services: ['jupyterhub-idle-culler'] })],
  [
    'a service and a scope of raw values',
    role(
      { scopes: ['custom:grade'], services: ['grader'] },
      {
        values: {
          hub: {
            services: { grader: { url: 'http://grader' } },
            config: { JupyterHub: { custom_scopes: { 'custom:grade': { description: 'Grade.' } } } },
          },
        },
      },
    ),
  ],
  [
    'a service that has a role of raw values',
    {
      hub: {
        services: [{ name: 'board' }],
        values: {
          hub: { loadRoles: { readers: { scopes: ['list:users'], services: ['board'] } } },
        },
      },
    },
  ],
  [
    'another address of the API',
    service({ command: ['a'], environment: { JUPYTERHUB_API_URL: 'http://hub:8081/hub/api' } }),
  ],
  ['an administrator', service({ admin: true, apiToken: { env: 'TOKEN' } })],
  [
    'users and groups that only the identity provider knows',
    {
      auth: { type: 'native', adminUsers: ['ada'] },
      ...role({ users: ['zoe'], groups: ['staff'] }),
    },
  ],
  [
    'the name of the culler without culling',
    { hub: { culling: { enabled: false }, services: [{ name: 'jupyterhub-idle-culler', admin: true }] } },
  ],
])('%s: nothing is wrong', (_, settings) => {
  expect(found(settings)).toEqual([]);
  expect(warningsOf(settings).filter((it) => /role|service/.test(it))).toEqual([]);
});
