import { expect, test } from '@jest/globals';
import { chartDefaults } from '../settings/raw-values/chart-facts.ts';
import type { Mapping } from '../system/mapping.ts';
import { imageOf } from './offered-servers.ts';
import { valueIn } from './paths.ts';
import { reportText } from './report.ts';
import { importOf, roundTrip } from './testing.ts';

const SAMPLE = imageOf(valueIn(chartDefaults(), ['singleuser', 'image']));
const image = { name: 'r.lan/nb', tag: '1' };

const CILOGON = { authenticator_class: 'cilogon' };
const DUMMY = { authenticator_class: 'dummy' };

const profiles = (kubespawner_override: Mapping) => ({
  singleuser: { profileList: [{ display_name: 'Lab', kubespawner_override }] },
});

/** How somebody else writes it, and where in the settings it has to arrive. */
const FORMS: readonly (readonly [values: Mapping, setting: string, expected: unknown])[] = [
  [{ singleuser: { image: 'r.lan:5000/a/nb:1' } }, 'images.0.image', 'r.lan:5000/a/nb:1'],
  [{ singleuser: { image: 'r.lan:5000/a/nb' } }, 'images.0.image', 'r.lan:5000/a/nb:latest'],
  [{ singleuser: { image: 'a/nb@sha256:0a' } }, 'images.0.image', 'a/nb@sha256:0a'],
  [{ singleuser: { image: null } }, 'images.0.image', SAMPLE],
  [{ hub: { image: 'r.lan/hub:2' } }, 'hub.image', 'r.lan/hub:2'],
  [{ ingress: { hosts: 'hub.lan' } }, 'hub.host', 'hub.lan'],
  [{ proxy: { https: { hosts: 'hub.lan' } } }, 'hub.host', 'hub.lan'],
  [{ hub: { extraConfig: ['a = 1', 'b = 2'] } }, 'hub.values.hub.extraConfig', { '000': 'a = 1', '001': 'b = 2' }],
  [{ singleuser: { image, memory: { limit: `\${mem}` } } }, 'sizes.0.memory', { guarantee: '1Gi' }],
  [{ singleuser: { extraEnv: { A: '{JUPYTER_IMAGE_SPEC}' } } }, 'servers.environment.A', '{{JUPYTER_IMAGE_SPEC}}'],
  [{ singleuser: { extraEnv: { A: '/scratch/{username}' } } }, 'servers.environment.A', '/scratch/{username}'],
  [
    {
      hub: {
        config: { DummyAuthenticator: { password: 'p' }, Authenticator: { admin_users: 'ada' }, JupyterHub: DUMMY },
      },
    },
    'auth.adminUsers',
    ['ada'],
  ],
  [
    {
      hub: {
        config: {
          CILogonOAuthenticator: { allowed_idps: ['https://a.edu/idp'], username_claim: 'email' },
          JupyterHub: CILOGON,
        },
      },
    },
    'auth.providers',
    [{ entityId: 'https://a.edu/idp', usernameClaim: 'email' }],
  ],
  ...(
    [
      ['set()', undefined],
      ['{\'ada\', "bob"}', ['ada', 'bob']],
      ["set(['ada'])", ['ada']],
      ["['ada', 'bob',]", ['ada', 'bob']],
      ['ada', ['ada']],
      ['a{b}', ['a{b}']],
    ] as const
  ).map(([allowed_users, users]): [Mapping, string, unknown] => [
    { hub: { config: { Authenticator: { allowed_users }, DummyAuthenticator: { password: 'p' }, JupyterHub: DUMMY } } },
    'auth.allowedUsers',
    users,
  ]),
  [profiles({ image_spec: 'r.lan/nb:2' }), 'images.0.image', 'r.lan/nb:2'],
  [profiles({ image: 'r.lan/nb:1', image_spec: 'r.lan/nb:3' }), 'images.0.image', 'r.lan/nb:3'],
  [{ hub: { config: {} }, singleuser: { image, extraEnv: {} } }, 'hub', undefined],
  // Not the variable of whoever runs `synth`.
  [
    { singleuser: { extraEnv: { http_proxy: 'http://u:pw@a.lan' } } },
    'servers.environment',
    { http_proxy: { env: 'SERVERS_HTTP_PROXY' } },
  ],
];

test.each(FORMS)('%j is %s: %j', (values, setting, expected) => {
  expect(valueIn(importOf(values).draft.settings, setting.split('.'))).toEqual(expected);
});

/** What is said of a key. */
const SAID: readonly (readonly [values: Mapping, kind: string, key: string, text: string])[] = [
  [
    { singleuser: { extraEnv: { A: '{X}' } } },
    'decide',
    'singleuser.extraEnv.A',
    'has braces that are not for the hub: they are doubled, which servers get as single ones',
  ],
  [
    { singleuser: { storage: { type: 'static', static: { pvcName: 'nfs', subPath: 'home/{username}' } } } },
    'raw',
    'singleuser.storage.static',
    'storage.home.claim has the folder of each user at the top of the claim, and this is home/{username}',
  ],
];

test.each(SAID)('%j: %s, %s: %s', (values, kind, key, text) => {
  expect(importOf(values).draft.remarks).toContainEqual({ kind, keys: [key], text });
});

test('a value that is to be filled in is not asked for where nobody needs it', () => {
  const config = { GitHubOAuthenticator: { client_id: '<id>', client_secret: '<secret>' } };
  const { draft } = importOf({
    proxy: { secretToken: '<token>' },
    hub: { config: { ...config, JupyterHub: { authenticator_class: 'github' } } },
  });
  const asked = draft.remarks.filter((it) => it.text.startsWith('is to be filled in')).flatMap((it) => it.keys);
  expect(asked).toEqual(['hub.config.GitHubOAuthenticator.client_id']);
});

test('a list whose only item is not valid leaves nothing', () => {
  const { draft, missing } = roundTrip({ hub: { loadRoles: { x: { scopes: ['self'] } } }, singleuser: { image } });
  expect(missing).toEqual([]);
  expect(Object.keys(draft.settings)).not.toContain('hub');
});

test.each([
  [{ image: '{value}' }, 'users could type an image of their own: list those that they need in images'],
  [{ mem_limit: '{value}G' }, 'users could type mem_limit themselves: list what they need in sizes'],
  [{ working_dir: '{value}' }, 'users could type working_dir themselves: no setting lets them'],
])('what users typed, with %j, is explained', (override, text) => {
  const unlisted_choice = { enabled: true, kubespawner_override: override };
  const profile = { display_name: 'a', profile_options: { o: { unlisted_choice } } };
  const { draft } = importOf({ singleuser: { image, profileList: [profile] } });
  expect(draft.remarks).toContainEqual({ kind: 'decide', keys: ['singleuser.profileList[0]'], text });
});

test('everything that needs a privileged namespace stays, not only the first of it', () => {
  const { draft, missing } = roundTrip({
    singleuser: {
      extraPodConfig: { hostNetwork: true },
      storage: {
        extraVolumes: [{ name: 'logs', hostPath: { path: '/srv', type: 'DirectoryOrCreate' } }],
        extraVolumeMounts: [{ name: 'logs', mountPath: '/logs' }],
      },
    },
  });
  expect(missing).toEqual([]);
  expect(draft.get(['hub', 'values', 'singleuser', 'extraPodConfig'])).toEqual({ hostNetwork: true });
  expect(draft.remarks.filter((it) => it.kind === 'dropped')).toEqual([]);
});

test('what is dropped after all is neither raw nor leaves an empty mapping, and a few keys of a section are named', () => {
  const override = { start_timeout: 5, mem_guarantee: '16Gi' };
  const { draft, missing } = roundTrip({
    auth: { github: { scopes: ['read:org'] } },
    singleuser: { profileList: [{ display_name: 'a', kubespawner_override: override }] },
  });
  expect(missing).toEqual([]);
  expect(draft.get(['hub', 'values'])).toBeUndefined();
  expect(draft.remarks.filter((it) => it.kind === 'raw')).toEqual([]);
  expect(draft.remarks.filter((it) => it.kind === 'dropped').map((it) => it.keys)).toEqual(
    expect.arrayContaining([['singleuser.profileList[0]'], ['auth.github.scopes']]),
  );
});

test('the report names each raw value of a section, and each trait of a class', () => {
  const { draft } = importOf({
    hub: {
      config: { KubeSpawner: { http_timeout: 60, working_dir: '/x' }, GoogleOAuthenticator: { a: { 'b.c': 1 } } },
      networkPolicy: { enabled: false, interNamespaceAccessLabels: 'accept' },
    },
  });
  const report = reportText('Import', {
    draft,
    where: (key) => key,
    defaults: 0,
    missing: [],
    comparison: undefined,
  });
  const [line = ''] = report.split('\n').filter((it) => it.startsWith('- no setting says it: '));
  expect(line.replace('- no setting says it: ', '').split(', ').sort()).toEqual([
    'hub.config.GoogleOAuthenticator.a',
    'hub.config.KubeSpawner.http_timeout',
    'hub.config.KubeSpawner.working_dir',
    'hub.networkPolicy.enabled',
    'hub.networkPolicy.interNamespaceAccessLabels',
  ]);
});

test('secrets of consumers of LTI are secrets, whatever their keys are called', () => {
  const classes = { JupyterHub: { authenticator_class: 'ltiauthenticator.LTIAuthenticator' } };
  const { draft } = roundTrip({
    hub: { config: { ...classes, LTI11Authenticator: { consumers: { moodle: 'c0ffee-0' } } } },
  });
  expect(JSON.stringify(draft.settings)).not.toContain('c0ffee');
  expect(draft.remarks).toContainEqual(
    expect.objectContaining({ kind: 'decide', keys: ['hub.config.LTI11Authenticator.consumers.moodle'] }),
  );
});

const GITHUB = { JupyterHub: { authenticator_class: 'github' } };
const inSecret = (name: string, more: Mapping = {}) => ({ valueFrom: { secretKeyRef: { name, key: 'k', ...more } } });

test.each([
  ['id', 'pw', 'id', 'pw', undefined],
  [inSecret('oauth'), inSecret('oauth'), 'CHANGE-ME', undefined, 'hub.extraEnv.OAUTH_CLIENT_ID'],
])(
  'the client of a provider in variables of the hub: %j, %j',
  (OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, id, secret, asked) => {
    const extraEnv = { OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, OTHER: 'x' };
    const { draft } = importOf({ hub: { config: GITHUB, extraEnv } });
    expect(draft.get(['auth', 'clientId'])).toBe(id);
    expect(draft.secrets).toMatchObject([
      { name: 'OAUTH_CLIENT_SECRET', key: 'hub.extraEnv.OAUTH_CLIENT_SECRET', value: secret },
    ]);
    expect(draft.get(['hub', 'values', 'hub', 'extraEnv'])).toEqual({ OTHER: 'x' });
    const found = draft.remarks.find((it) => it.text.includes('auth.clientId'));
    expect(found?.keys).toEqual(asked === undefined ? undefined : [asked]);
  },
);

test('a variable of the hub that its own setting overrules stays where it is', () => {
  const github = { client_id: 'a', client_secret: 'b' };
  const extraEnv = { OAUTH_CLIENT_ID: 'other' };
  const { draft } = importOf({ hub: { config: { ...GITHUB, GitHubOAuthenticator: github }, extraEnv } });
  expect([draft.get(['auth', 'clientId']), draft.get(['hub', 'values', 'hub', 'extraEnv'])]).toEqual(['a', extraEnv]);
});

test('objects that raw values name have to be in the new cluster, each said once', () => {
  const { draft } = importOf({
    hub: {
      extraEnv: { A: inSecret('own'), B: inSecret('own'), C: inSecret('maybe', { optional: true }) },
      extraVolumes: [
        { name: 'a', configMap: { name: 'pages' } },
        { name: 'b', persistentVolumeClaim: { claimName: 'data' } },
      ],
      existingSecret: 'hub-secrets',
    },
    imagePullSecrets: ['registry'],
    singleuser: { image: { ...image, pullSecrets: [{ name: 'registry' }] }, serviceAccountName: 'spark' },
  });
  const suffix = ' has to be in the new cluster';
  const said = draft.remarks.filter((it) => it.text.endsWith(suffix));
  expect(said.map(({ text, keys }) => [text.slice(0, -suffix.length), ...keys])).toEqual([
    ['the Secret "own"', 'hub.extraEnv.A.valueFrom', 'hub.extraEnv.B.valueFrom'],
    ['the ConfigMap "pages"', 'hub.extraVolumes'],
    ['the claim "data"', 'hub.extraVolumes'],
    ['the Secret "hub-secrets"', 'hub.existingSecret'],
    ['the Secret "registry"', 'imagePullSecrets', 'singleuser.image.pullSecrets'],
    ['the ServiceAccount "spark"', 'singleuser.serviceAccountName'],
  ]);
});

test.each([
  [undefined, ['Always', 'Always'], 'Always', 0],
  ['IfNotPresent', [undefined, undefined], 'IfNotPresent', 0],
  ['Always', ['IfNotPresent', 'IfNotPresent'], 'IfNotPresent', 0],
  [undefined, ['Always', undefined], undefined, 1],
  ['Always', ['IfNotPresent', undefined], 'Always', 1],
])('servers pull by %j, and profiles by %j: %j, and %d profiles stay raw', (pullPolicy, policies, policy, count) => {
  const profileList = policies.map((it, i) => ({
    display_name: `p${i}`,
    kubespawner_override: { image: `r.lan/nb:${i + 1}`, ...(it && { image_pull_policy: it }) },
  }));
  const { draft, comparison } = roundTrip({
    singleuser: { image: { ...image, ...(pullPolicy && { pullPolicy }) }, profileList },
  });
  expect(draft.get(['servers', 'pullPolicy'])).toBe(policy);
  expect(draft.get(['hub', 'values', 'singleuser', 'profileList']) ?? []).toHaveLength(count);
  expect(comparison?.servers).toMatchObject({ same: 2 });
});
