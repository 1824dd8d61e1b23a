import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import manifest from '../../package.json' with { type: 'json' };
import { loadPlatform } from '../../settings/load.ts';
import { folderWith } from '../../settings/testing.ts';
import { toYaml } from '../../system/yaml.ts';
import { importProject } from '../import-project.ts';
import { importValues } from '../import-values.ts';
import { readValues } from '../read-values.ts';
import { roundTrip } from '../testing.ts';

/** Reads a config.yaml of TLJH, in a folder with other files. */
function read(config: object | string, others: Readonly<Record<string, string>> = {}) {
  const folder = folderWith({ 'config.yaml': typeof config === 'string' ? config : toYaml(config) });
  try {
    for (const [path, text] of Object.entries(others)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return readValues(join(folder, 'config.yaml'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const USERS = { users: { admin: ['ada'], allowed: ['bob'] } };
const github = { type: 'oauthenticator.github.GitHubOAuthenticator' };
const https = (more: object) => ({ ...USERS, https: { enabled: true, ...more } });
const letsencrypt = { email: 'ada@example.com', domains: ['hub.example.com', 'b.example.com'] };

test.each<[config: object, setting: string, expected: unknown]>([
  [USERS, 'auth', { type: 'users' }],
  [USERS, 'hub.culling', { idle: '10m', every: '1m' }],
  [USERS, 'images.0.image', expect.stringContaining('minimal-notebook')],
  [{ base_url: '/a/', ...USERS }, 'hub.baseUrl', '/a/'],
  [{ limits: { memory: '4G', cpu: 2 } }, 'sizes.0.memory', { guarantee: '1Gi', limit: '4Gi' }],
  [{ limits: { memory: '4G', cpu: 2 } }, 'sizes.0.cpu', { guarantee: '50m', limit: 2 }],
  [{ limits: { memory: '512M' } }, 'sizes.0.memory', { guarantee: '512Mi', limit: '512Mi' }],
  [{ limits: { memory: null, cpu: 0.5 } }, 'sizes.0.cpu', { guarantee: '50m', limit: '500m' }],
  [{ limits: { memory: null, cpu: null } }, 'sizes.0.memory', { guarantee: '1Gi' }],
  [
    { services: { cull: { timeout: 864_000, every: 120, max_age: 7200 } } },
    'hub.culling',
    { idle: '10d', every: '2m', maxAge: '2h' },
  ],
  [{ services: { cull: { enabled: false } } }, 'hub.culling', { enabled: false }],
  [
    { services: { cull: { concurrency: 7, users: true, remove_named_servers: true } } },
    'hub.values.cull',
    { concurrency: 7, users: true, removeNamedServers: true },
  ],
  [{ user_environment: { default_app: 'classic' } }, 'servers.defaultUrl', '/tree'],
  [{ user_environment: { default_app: 'jupyterlab' } }, 'servers.defaultUrl', '/lab'],
  [{ user_environment: { default_app: 'nteract' } }, 'servers.defaultUrl', undefined],
  [https({ letsencrypt }), 'hub.host', 'hub.example.com'],
  [https({ letsencrypt }), 'hub.tls', { type: 'letsEncrypt', email: 'ada@example.com' }],
  [https({ letsencrypt: { ...letsencrypt, staging: true } }), 'hub.tls.server', expect.stringContaining('staging')],
  [https({ letsencrypt }), 'hub.values.ingress.hosts', ['b.example.com']],
  [https({ tls: { key: '/k', cert: '/c' } }), 'hub.tls', { type: 'secret', name: 'hub-tls' }],
  [{ ...USERS, https: { enabled: false, letsencrypt } }, 'hub.tls', undefined],
  [{ ...USERS, https: { enabled: false, letsencrypt } }, 'hub.host', undefined],
  [{ ...USERS, http: { port: 8080 } }, 'hub.nodePort', undefined],
  [
    { auth: { ...github, GitHubOAuthenticator: { client_id: 'a', client_secret: 'not-a-real-one-7' } }, ...USERS },
    'auth',
    {
      type: 'github',
      clientId: 'a',
      clientSecret: { env: 'OAUTH_CLIENT_SECRET' },
      allowedUsers: ['bob'],
      adminUsers: ['ada'],
    },
  ],
  [
    {
      auth: {
        type: 'ldapauthenticator.LDAPAuthenticator',
        LDAPAuthenticator: { server_address: 'ldap.lan', bind_dn_template: 'uid={username},dc=a', server_port: null },
      },
    },
    'auth',
    { type: 'ldap', server: 'ldap.lan', bindDnTemplate: ['uid={username},dc=a'], allowAll: true },
  ],
  [
    { auth: { type: 'nativeauthenticator.NativeAuthenticator', NativeAuthenticator: { open_signup: true } } },
    'auth',
    { type: 'native', openSignup: true },
  ],
  [
    { auth: { type: 'dummy', DummyAuthenticator: { password: 'not-a-real-one-7' } } },
    'auth',
    { type: 'dummy', password: { env: 'SHARED_PASSWORD' } },
  ],
  [{ auth: { type: 'jupyterhub.auth.PAMAuthenticator' }, ...USERS }, 'auth', { type: 'users' }],
  [{ auth: { FirstUseAuthenticator: { create_users: true } } }, 'auth', { type: 'users' }],
  [{ users: { allowed: ['bob'], extra_user_groups: { lab: ['bob'] } } }, 'hub.values', undefined],
  [
    {
      auth: { ...github, GitHubOAuthenticator: { client_id: 'a' } },
      users: { allowed: ['b'], extra_user_groups: { lab: ['b'] } },
    },
    'hub.values.hub.config.JupyterHub',
    { load_groups: { lab: { users: ['b'] } } },
  ],
])('%j makes %s %j', (config, setting, expected) => {
  const { draft } = importValues([read(config)]);
  expect(draft.get(setting.split('.'))).toEqual(expected);
  const { missing, comparison } = roundTrip(read(config).values);
  expect({ missing, different: comparison?.different }).toEqual({ missing: [], different: [] });
});

test.each<[config: object, kind: string, keys: string[], text: string | RegExp]>([
  [{ ...USERS, http: { port: 8080 } }, 'dropped', ['http.port'], /ports 80 and 443 of every node/],
  [https({ port: 8443, letsencrypt }), 'dropped', ['https.port'], /ports 80 and 443 of every node/],
  [{ ...USERS, https: { letsencrypt } }, 'dropped', ['https.letsencrypt'], 'is not used: https.enabled is not true'],
  [
    https({ tls: { key: '/k', cert: '/c' } }),
    'decide',
    ['https.tls'],
    /create secret tls hub-tls --cert=\/c --key=\/k/,
  ],
  [https({ letsencrypt }), 'decide', ['proxy.https.letsencrypt'], /Traefik of k3s obtains the certificate/],
  [{ ...USERS, traefik_api: { password: 'not-a-real-one-7' } }, 'dropped', ['traefik_api'], /reaches its own proxy/],
  [{ users: { extra_user_groups: { a: ['b'] } } }, 'decide', ['users.extra_user_groups'], /were groups of Linux too/],
  [{ ...USERS, limits: { memory: '1G' } }, 'decide', ['limits'], /reserved nothing/],
  [
    { ...USERS, base_url: '/', plugin: { a: { b: 1 }, c: 2 } },
    'dropped',
    ['plugin.a.b', 'plugin.c'],
    /nothing that TLJH itself reads/,
  ],
  [
    { user_environment: { default_app: 'nteract' } },
    'dropped',
    ['user_environment.default_app'],
    /nothing that TLJH itself reads/,
  ],
  [
    { auth: { type: 'jupyterhub.auth.PAMAuthenticator', PAMAuthenticator: { admin_groups: ['sudo'], service: 'x' } } },
    'decide',
    ['hub.config.PAMAuthenticator.admin_groups'],
    /are groups of Linux, which the hub cannot see/,
  ],
  [
    { auth: { FirstUseAuthenticator: { create_users: true } } },
    'dropped',
    ['hub.config.FirstUseAuthenticator.create_users'],
    /in whose place Hubwright has users\.yaml/,
  ],
  [
    { users: { allowed: ['a', 'b'], banned: ['b'] } },
    'dropped',
    ['hub.config.Authenticator.blocked_users'],
    /only those/,
  ],
])('of %j it is said: %s %j', (config, kind, keys, text) => {
  const { draft } = importValues([read(config)]);
  const expected = typeof text === 'string' ? text : expect.stringMatching(text);
  expect(draft.remarks).toContainEqual({ kind, keys, text: expected });
  expect(JSON.stringify([draft.remarks, draft.settings])).not.toContain('not-a-real-one-7');
});

test('a name is a text whatever YAML 1.1 takes it for, and who is banned is not in users.yaml', () => {
  const { draft } = importValues([read('users:\n  allowed: [no, on, 1234, eve]\n  admin: [y]\n  banned: [eve]\n')]);
  expect([...(draft.users ?? [])].map(([name, it]) => [name, it.admin])).toEqual([
    ['y', true],
    ['no', false],
    ['on', false],
    ['1234', false],
  ]);
});

test('names are as users.yaml has them, and one that it cannot have is said', () => {
  const { draft } = importValues([read({ users: { admin: ['Ada'], allowed: ['ada', 'a/b', 'bob'] } })]);
  expect([...(draft.users ?? [])]).toEqual([
    ['ada', { admin: true, groups: [] }],
    ['bob', { admin: false, groups: [] }],
  ]);
  expect(draft.remarks.map((it) => it.text)).toContainEqual(
    expect.stringMatching(/^this user is not in users\.yaml: "a\/b" contains a "\/"/),
  );
});

test('groups are those of users.yaml, and of whom that lacks it is said', () => {
  const { draft } = importValues([
    read({ users: { admin: ['Ada'], allowed: ['bob'], extra_user_groups: { lab: ['ada', 'eve'], one: 'bob' } } }),
  ]);
  expect([...(draft.users ?? [])].map(([name, it]) => [name, it.groups])).toEqual([
    ['ada', ['lab']],
    ['bob', ['one']],
  ]);
  expect(draft.remarks).toContainEqual({
    kind: 'decide',
    keys: ['hub.config.JupyterHub.load_groups'],
    text: 'of the group "lab", users.yaml lacks eve: add those who may log in',
  });
});

test.each([
  [
    { limits: { memory: '1Gi' }, image: 'a' },
    /none of the chart's keys .* is no config of TLJH .*, but: limits, image$/,
  ],
  [{ users: ['ada'] }, /is no config of TLJH .*, but: users$/],
  ['users: { admin: [ada] }\n---\nusers: { admin: [ada] }\n', /, but: users$/],
  ['users:\n  admin: [ada\n', /config\.yaml:\d+:\d+: not valid YAML: /],
])('%j is neither', (config, message) => {
  expect(() => read(config)).toThrow(message);
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    'alone',
    {},
    '/opt/tljh/config/jupyterhub_config.d sets more of JupyterHub, if it has files ending in .py: they are not read',
  ],
  [
    'beside its own folder',
    { 'jupyterhub_config.d/b.py': '', 'jupyterhub_config.d/a.py': '', 'jupyterhub_config.d/c.txt': '' },
    'jupyterhub_config.d sets more of JupyterHub, and is not read: a.py, b.py',
  ],
])('code beside the config is named: %s', (_, others, text) => {
  expect(read(USERS, others).remarks.map((it) => it.text)).toContainEqual(expect.stringContaining(text));
});

test('an empty folder for such code needs no word', () => {
  const { remarks } = read(USERS, { 'jupyterhub_config.d/readme.txt': '', 'traefik_config.d/readme.txt': '' });
  expect(remarks.map((it) => it.text).join()).not.toContain('config.d');
});

test('a project is made of it: settings with TLJH own keys, users, and where homes are', async () => {
  const folder = folderWith({ 'config.yaml': 'users:\n  admin: [ada]\nlimits:\n  memory: 2G\n' });
  const path = join(folder, 'config.yaml');
  const to = join(folder, 'lab');
  const { report, isComplete } = await importProject({
    sources: [readValues(path)],
    folder: to,
    own: manifest,
    source: '1',
  });
  expect(isComplete).toBe(true);
  expect(report).toContain(`- sizes: from limits (${path}:3)\n`);
  expect(report).toContain('- hub.culling.every: from services.cull.every (its default)\n');
  expect(report).toContain('- home of ada: /home/jupyter-ada\n');
  expect(report).not.toMatch(/differs|singleuser|hub\.config/);
  const { platform } = loadPlatform({ directory: to, secrets: 'mask' });
  expect(platform.users.ada?.admin).toBe(true);
  rmSync(folder, { recursive: true });
});
