import { describe, expect, test } from '@jest/globals';
import { chartValues, platformValues } from '../../lib/chart-values.ts';
import type { Platform } from '../../platform/platform.ts';
import { isMapping, valueAt } from '../../system/mapping.ts';
import { formatPath } from '../../system/problem.ts';
import { load } from '../testing.ts';
import { checkJoinedValues } from './joined-values.ts';

const shared = [{ name: 'data', nfs: { server: 'nas.example.com', path: '/data' } }];
const registry = { credentials: [{ host: 'r.example.com', username: 'u', password: { env: 'PULL' } }] };
const oauth = { clientId: 'hub', clientSecret: { env: 'CLIENT' }, allowedUsers: ['ada'], adminUsers: ['ada'] };
const hub = { host: 'hub.example.com', tls: { type: 'certManager', issuer: 'le' }, network: { allow: ['10.0.0.0/8'] } };

/** Settings that between them set every list that Hubwright sets. */
const platforms: Record<string, object> = {
  users: {
    hub: {
      ...hub,
      services: [{ name: 'board', url: 'http://board:9000', oauthClientAllowedScopes: ['self'] }],
      roles: [{ name: 'readers', scopes: ['list:users'], users: ['ada'], services: ['board'] }],
    },
    registry,
    storage: { shared },
  },
  github: { hub, auth: { type: 'github', ...oauth, allowedOrganizations: ['acme'] } },
  google: { auth: { type: 'google', ...oauth, hostedDomains: ['example.com'] } },
  ldap: {
    auth: { type: 'ldap', server: 'l.example.com', bindDnTemplate: ['uid={username}'], allowedGroups: ['cn=g,dc=lan'] },
  },
  oidc: {
    hub: { host: 'hub.example.com', exposure: 'nodePort', tls: { type: 'secret', name: 'tls' } },
    auth: {
      type: 'oidc',
      ...oauth,
      authorizeUrl: 'https://id.example.com/a',
      tokenUrl: 'https://id.example.com/t',
      userdataUrl: 'https://id.example.com/u',
      groupsClaim: 'groups',
      allowedGroups: ['g'],
      adminGroups: ['h'],
    },
  },
};

const loaded = (settings: object) => load(settings, undefined, { secrets: 'mask' }).platform;
const withValues = (platform: Platform, values: object, replaceValues: string[] = []): Platform => ({
  ...platform,
  hub: { ...platform.hub, values: values as Record<string, unknown>, replaceValues },
});

/** What is said of raw values beside these settings. */
const problemsIn = (settings: object, values: object, replaceValues: string[] = []) =>
  checkJoinedValues(withValues(loaded(settings), values, replaceValues)).map(
    ({ path, message, fix, severity }) =>
      `${severity === 'warning' ? 'warning: ' : ''}${formatPath(path.slice(1))}: ${message}; ${fix}`,
  );

type Place = readonly string[];
/** The paths of everything of a kind that is in these values. */
function places(value: unknown, isKind: (value: unknown) => boolean, path: Place = []): Place[] {
  const entries = isMapping(value) ? Object.entries(value) : [];
  const inner = entries.flatMap(([key, it]) => places(it, isKind, [...path, key]));
  return isKind(value) ? [path, ...inner] : inner;
}
const at = (path: Place, value: unknown): object =>
  path.reduceRight((inner, key) => ({ [key]: inner }), value) as object;

describe.each(Object.entries(platforms))('with the settings of %s', (_, settings) => {
  const platform = loaded(settings);
  const ours = platformValues(platform);

  const lists = places(ours, Array.isArray).filter(([first]) => first !== 'custom');
  test.each(lists.map((path) => [path.join('.'), path] as const))(
    '%s is joined, and replaced on request',
    (name, path) => {
      const before = valueAt(ours, path) as unknown[];
      const item = typeof before[0] === 'string' ? 'other' : { name: 'other', mountPath: '/other', slug: 'other' };
      const joined = withValues(platform, at(path, [item]));
      expect(valueAt(chartValues(joined), path)).toEqual([...before, item]);
      expect(checkJoinedValues(joined)).toEqual([]);
      const replaced = withValues(platform, at(path, [item]), [name]);
      expect(valueAt(chartValues(replaced), path)).toEqual([item]);
      expect(checkJoinedValues(replaced).map((it) => it.path)).toEqual(
        before.length > 0 ? [['hub', 'replaceValues', 0]] : [],
      );
    },
  );

  test('an empty key takes no part away', () => {
    const parts = places(ours, (it) => typeof it === 'object' && it !== null).filter((it) => it.length > 0);
    for (const path of parts) expect(chartValues(withValues(platform, at(path, null)))).toEqual(chartValues(platform));
  });

  test('no text that is code, or leads to it, is replaced without an error', () => {
    const texts = places(ours, (it) => typeof it === 'string').filter((path) =>
      /^(custom|hub\.extra(Files|Config)|hub\.extraEnv\.PYTHONPATH)\b/.test(path.join('.')),
    );
    for (const path of texts) {
      for (const value of ['other', null]) {
        const [problem, ...more] = checkJoinedValues(withValues(platform, at(path, value)));
        expect(more).toEqual([]);
        expect(problem?.path).toEqual(['hub', 'values', ...path]);
        expect(problem?.severity).toBeUndefined();
      }
    }
  });
});

test.each<[string, object, string[]]>([
  ['a volume beside ours', { hub: { extraVolumes: [{ name: 'own', emptyDir: {} }] } }, []],
  [
    'a volume with the name of ours',
    {
      hub: {
        extraVolumes: [
          { name: 'own', emptyDir: {} },
          { name: 'hubwright-users', emptyDir: {} },
        ],
      },
    },
    [
      'values.hub.extraVolumes[1]: replaces what the hub needs to start and to let users log in: hubwright-users; give yours another name',
    ],
  ],
  [
    'a mount over ours',
    { hub: { extraVolumeMounts: [{ name: 'own', mountPath: '/etc/hubwright/users' }] } },
    [
      'values.hub.extraVolumeMounts[0]: replaces what the hub needs to start and to let users log in: hubwright-users; give yours another name',
    ],
  ],
  ['variables as a list', { hub: { extraEnv: [{ name: 'A', value: '1' }] } }, []],
  ['a path for Python beside ours', { hub: { extraEnv: { PYTHONPATH: '/own:/opt/hubwright' } } }, []],
  [
    'a path for Python without ours, in each form',
    { hub: { extraEnv: [{ name: 'PYTHONPATH', value: '/own' }] } },
    [
      'values.hub.extraEnv[0]: the hub could not find Hubwright\'s code, and would not start; start it with "/opt/hubwright:"',
    ],
  ],
  [
    'the same, in the other form',
    { hub: { extraEnv: { PYTHONPATH: { value: '/own' } } } },
    [
      'values.hub.extraEnv.PYTHONPATH: the hub could not find Hubwright\'s code, and would not start; start it with "/opt/hubwright:"',
    ],
  ],
  [
    'a shared folder with the name of ours',
    { singleuser: { storage: { extraVolumes: { own: { name: 'shared-data', emptyDir: {} } } } } },
    [
      'warning: values.singleuser.storage.extraVolumes: servers lose what storage and servers.volumes mount: shared-data; give yours another name',
    ],
  ],
  [
    'a profile with the name of ours',
    { singleuser: { profileList: [{ display_name: 'Server' }] } },
    [
      'warning: values.singleuser.profileList[0]: replaces the choices that images and sizes make, and their limits to groups; give your profile another slug',
    ],
  ],
  ['more mode for a file of ours', { hub: { extraFiles: { 'hubwright-setup.py': { mode: 292 } } } }, []],
  [
    'traits that replace what the chart makes',
    { hub: { config: { KubeSpawner: { volumes: [] }, JupyterHub: { load_roles: [] } } } },
    [
      'warning: values.hub.config.KubeSpawner.volumes: replaces what the chart sets there: homes and shared folders; use singleuser.storage.extraVolumes, which adds to it',
      'warning: values.hub.config.JupyterHub.load_roles: replaces what the chart sets there: the role of the service that stops idle servers; use hub.loadRoles, which adds to it',
      'warning: values.hub.config.JupyterHub.load_roles: replaces what the chart sets there: the roles of hub.roles, and who administers the hub by auth; use hub.roles, which adds to it',
    ],
  ],
])('%s', (_, values, problems) => {
  expect(problemsIn(platforms.users as object, values)).toEqual(problems);
});

test('a volume of which many mounts are gone is named once', () => {
  const values = { hub: { extraVolumeMounts: [{ name: 'own', mountPath: '/own' }] } };
  expect(problemsIn(platforms.users as object, values, ['hub.extraVolumeMounts'])).toEqual([
    'replaceValues[0]: replaces what the hub needs to start and to let users log in: hubwright-hub-code, hubwright-users, hubwright-announcement, hubwright-limits; remove this path to keep both',
  ]);
});

test('what replaces nothing of ours is accepted', () => {
  const values = { hub: { config: { KubeSpawner: { image_pull_secrets: ['own'] }, JupyterHub: { load_roles: [] } } } };
  expect(problemsIn({ hub: { culling: { enabled: false } } }, values)).toEqual([]);
});

test('what is replaced on request is named, and so is a path that replaces nothing', () => {
  const egress = [{ to: [{ ipBlock: { cidr: '192.168.0.0/16' } }] }];
  const values = { singleuser: { networkPolicy: { egress } }, proxy: { traefik: { tolerations: [] } } };
  const paths = [
    'singleuser.networkPolicy.egress',
    'singleuser.networkPolicy.egres',
    'proxy.traefik.tolerations',
    'ingress.hosts',
    'hub.extraEnv',
  ];
  expect(problemsIn(platforms.users as object, values, paths)).toMatchInlineSnapshot(`
    [
      "replaceValues[1]: Hubwright sets no list there; did you mean "singleuser.networkPolicy.egress"?",
      "replaceValues[2]: Hubwright sets no list there; remove it: what hub.values sets there is the only value already",
      "replaceValues[3]: hub.values sets nothing there; set it in hub.values, or remove this path",
      "replaceValues[4]: Hubwright sets no list there; it is a mapping, which is merged key by key: use a list in it",
      "warning: replaceValues[0]: servers cannot reach networks of hub.network.allow: 10.0.0.0/8; remove this path to keep both",
    ]
  `);
});

test("profiles: a default of one's own wins; variables of servers become the one form that KubeSpawner knows", () => {
  const profileList = [{ display_name: 'GPU', default: true }];
  const values = { singleuser: { profileList, extraEnv: [{ name: 'A', value: '1' }] } };
  const { singleuser } = chartValues(withValues(loaded({}), values));
  expect(singleuser?.profileList?.map((it) => (it as { default: boolean }).default)).toEqual([false, true]);
  expect(singleuser?.extraEnv).toMatchObject({ A: { name: 'A', value: '1' } });
});
