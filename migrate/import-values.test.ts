import { describe, expect, test } from '@jest/globals';
import { baseImage } from '../platform/versions.ts';
import { valueAt } from '../system/mapping.ts';
import { toYaml } from '../system/yaml.ts';
import { nameFrom } from './conversions.ts';
import { EXAMPLES } from './examples-testing.ts';
import { mappings } from './mappings.ts';
import { importOf, roundTrip } from './testing.ts';

/** A key of the chart with a value, and the setting that it becomes. */
const KEYS: readonly (readonly [key: string, value: unknown, setting: string, expected: unknown])[] = [
  ['cull.enabled', false, 'hub.culling.enabled', false],
  ['cull.timeout', 5400, 'hub.culling.idle', '90m'],
  ['cull.every', 600, 'hub.culling.every', '10m'],
  ['cull.maxAge', 86_400, 'hub.culling.maxAge', '1d'],
  ['cull.maxAge', 0, 'hub.culling.maxAge', undefined],
  ['ingress.hosts', ['a.example.com'], 'hub.host', 'a.example.com'],
  ['ingress.tls', [{ hosts: ['a'], secretName: 'tls' }], 'hub.tls', { type: 'secret', name: 'tls' }],
  [
    'ingress.annotations',
    { 'cert-manager.io/cluster-issuer': 'lan' },
    'hub.tls',
    { type: 'certManager', issuer: 'lan' },
  ],
  ['ingress.ingressClassName', 'traefik', 'hub.ingress.className', undefined],
  ['ingress.ingressClassName', 'nginx', 'hub.ingress.className', undefined],
  [
    'ingress.annotations',
    {
      'nginx.ingress.kubernetes.io/proxy-body-size': '0',
      'kubernetes.io/ingress.class': 'nginx',
      'traefik.ingress.kubernetes.io/router.tls': 'true',
      'external-dns.alpha.kubernetes.io/hostname': 'a.example.com',
    },
    'hub.ingress.annotations',
    { 'external-dns.alpha.kubernetes.io/hostname': 'a.example.com' },
  ],
  ['ingress.annotations', { 'nginx.org/x': 'y' }, 'hub.ingress', undefined],
  ['proxy.https', { hosts: ['a.example.com'] }, 'hub.host', 'a.example.com'],
  ['proxy.https', { type: 'secret', secret: { name: 'tls' } }, 'hub.tls', { type: 'secret', name: 'tls' }],
  ['proxy.https', { type: 'offload' }, 'hub.tls', undefined],
  ['proxy.https', { type: 'offload', hosts: ['a.example.com'] }, 'hub.tls', { type: 'external' }],
  ['proxy.https', { type: 'manual', manual: { key: 'k', cert: 'c' } }, 'hub.tls', { type: 'selfSigned' }],
  [
    'proxy.https',
    { enabled: true, hosts: ['a.example.com'], letsencrypt: { contactEmail: 'it@example.com' } },
    'hub.tls',
    { type: 'letsEncrypt', email: 'it@example.com' },
  ],
  [
    'proxy.https',
    {
      hosts: ['a.lan.example.com'],
      letsencrypt: { contactEmail: 'it@example.com', acmeServer: 'https://ca.example.com/directory' },
    },
    'hub.tls',
    { type: 'letsEncrypt', email: 'it@example.com', server: 'https://ca.example.com/directory' },
  ],
  [
    'proxy.https',
    {
      hosts: ['a.example.com'],
      letsencrypt: {
        contactEmail: 'it@example.com',
        acmeServer: 'https://acme-v02.api.letsencrypt.org/directory',
      },
    },
    'hub.tls',
    { type: 'letsEncrypt', email: 'it@example.com' },
  ],
  [
    'proxy.https',
    { hosts: ['a.lan'], letsencrypt: { contactEmail: 'it@example.com' } },
    'hub.tls',
    { type: 'selfSigned' },
  ],
  ['proxy.https', { enabled: true, hosts: ['a.example.com'] }, 'hub.tls', { type: 'selfSigned' }],
  [
    'proxy.https',
    { hosts: ['a.example.com'], letsencrypt: { contactEmail: 'somebody' } },
    'hub.tls',
    { type: 'selfSigned' },
  ],
  [
    'proxy',
    {
      service: { type: 'NodePort' },
      https: { hosts: ['a.example.com'], letsencrypt: { contactEmail: 'it@example.com' } },
    },
    'hub.tls',
    { type: 'selfSigned' },
  ],
  ['proxy.service', { type: 'NodePort', nodePorts: { http: 30081 } }, 'hub.nodePort', 30081],
  ['proxy.service', { type: 'LoadBalancer' }, 'hub.exposure', undefined],
  ['hub.baseUrl', '/jupyter', 'hub.baseUrl', '/jupyter'],
  ['hub.concurrentSpawnLimit', 9, 'hub.concurrentSpawnLimit', 9],
  ['hub.activeServerLimit', 9, 'hub.activeServerLimit', 9],
  ['hub.nodeSelector', { disk: 'ssd' }, 'hub.nodeSelector', { disk: 'ssd' }],
  ['hub.resources', { limits: { memory: '1Gi' } }, 'hub.resources.memory', { guarantee: '1Gi', limit: '1Gi' }],
  ['hub.image', { name: 'a.b/hub', tag: '1' }, 'hub.image', 'a.b/hub:1'],
  ['hub.image', { name: 'jupyterhub/k8s-hub', tag: '1.2.0' }, 'hub.image', undefined],
  ['hub.db', { pvc: { storage: '2Gi' } }, 'hub.database', { type: 'sqlite', size: '2Gi' }],
  ['hub.db.pvc', { storageClassName: 'ceph' }, 'hub.database', { type: 'sqlite', class: 'ceph' }],
  [
    'singleuser.networkPolicy.egress',
    [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
    'hub.network.allow',
    ['10.0.0.0/8'],
  ],
  ['singleuser.lifecycleHooks.postStart.exec.command', ['sh', '-c', 'a'], 'servers.postStart', ['sh', '-c', 'a']],
  ['hub', { allowNamedServers: true, namedServerLimitPerUser: 3 }, 'servers.namedServers', 3],
  ['hub', { allowNamedServers: true }, 'servers.namedServers', undefined],
  ['hub', { allowNamedServers: false, namedServerLimitPerUser: 3 }, 'servers.namedServers', undefined],
  [
    'singleuser.storage',
    {
      extraVolumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '2Gi' } }],
      extraVolumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }],
    },
    'servers.sharedMemory',
    '2Gi',
  ],
  ['singleuser.storage.capacity', '10G', 'storage.home.size', '9537Mi'],
  ['singleuser.storage', { type: 'static', static: { pvcName: 'all' } }, 'storage.home.claim', 'all'],
  [
    'singleuser.storage',
    { type: 'static', static: { pvcName: 'all', subPath: '{username}' } },
    'storage.home.claim',
    'all',
  ],
  [
    'singleuser.storage',
    { type: 'static', static: { pvcName: 'all', subPath: 'home/{username}' } },
    'storage.home.claim',
    undefined,
  ],
  ['singleuser.storage.type', 'none', 'storage.home.ephemeral', true],
  [
    'singleuser.storage',
    {
      type: 'none',
      extraVolumes: [{ name: 'h', emptyDir: {} }],
      extraVolumeMounts: [{ name: 'h', mountPath: '/home/jovyan' }],
    },
    'storage.home.ephemeral',
    undefined,
  ],
  ['singleuser.storage.dynamic.storageClass', 'ceph', 'storage.home.class', 'ceph'],
  [
    'imagePullSecret',
    { username: 'u', password: 'p', registry: 'https://r.lan/v1' },
    'registry.credentials',
    [{ host: 'r.lan', username: 'u', password: { env: 'REGISTRY_PASSWORD' } }],
  ],
];

const nested = (key: string, value: unknown) =>
  key.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Record<string, unknown>;

test.each(KEYS)('%s: %j is %s: %j', (key, value, setting, expected) => {
  const { draft } = importOf(nested(key, value));
  expect(draft.get(setting.split('.'))).toEqual(expected);
});

test('every mapping says which keys it takes, and no two take the same', () => {
  const keys = mappings.flatMap((it) => it.from);
  expect(keys.every((it) => it !== '')).toBe(true);
  expect(keys.filter((it, i) => keys.indexOf(it) !== i)).toEqual([]);
});

describe.each(Object.entries(EXAMPLES))('%s', (_, values) => {
  const { draft, missing, comparison } = roundTrip(values);

  test('loads, gives the chart the same, and shows no secret', () => {
    expect(missing).toEqual([]);
    expect(comparison?.different).toEqual([]);
    if (!JSON.stringify(values).includes('instance-type'))
      expect(comparison?.servers.same).toBe(comparison?.servers.all);
    expect(toYaml(draft.settings)).not.toContain('not-a-real-one-7');
    expect(JSON.stringify(draft.remarks)).not.toContain('not-a-real-one-7');
  });

  test('leaves nothing unsaid', () => {
    const said = [...draft.made, ...draft.remarks].flatMap((it) => it.keys);
    const raw = draft.get(['hub', 'values']);
    for (const key of Object.keys(values)) {
      const isSaid = said.some((it) => it.startsWith(key)) || valueAt(raw, [key]) !== undefined;
      expect([key, isSaid || key === 'rbac' || key === 'auth']).toEqual([key, true]);
    }
  });
});

test.each([
  ['traefik', { kind: 'dropped', text: 'is that of Traefik, which k3s brings' }],
  [
    'nginx',
    {
      kind: 'decide',
      text: 'the Ingress goes to Traefik, which k3s brings: set hub.ingress.className to "nginx" if you run that controller in the new cluster',
    },
  ],
])('the class of an Ingress, %s', (ingressClassName, remark) => {
  const { draft } = importOf({ ingress: { ingressClassName } });
  expect(draft.remarks).toContainEqual({ keys: ['ingress.ingressClassName'], ...remark });
});

test("labels of a cloud are no labels of nodes of one's own", () => {
  const { draft } = importOf(EXAMPLES['machines of a cloud'] ?? {});
  expect(draft.settings.sizes).toEqual([
    { name: 'default', title: '4 GB', cpu: { guarantee: '50m' }, memory: { guarantee: '1Gi', limit: '4Gi' } },
  ]);
  expect(draft.settings.cluster).toEqual({ provider: 'local' });
});

test.each([
  ['Data science (GPU)', 'data-science-gpu'],
  ['<b>R</b>', 'r'],
  ['~15 GB', 'size-15-gb'],
  ['数据', 'size'],
])('the name of %j is %s', (title, name) => {
  expect(nameFrom(title, 'size', new Set())).toBe(name);
});

test('later files replace earlier ones key by key, and nothing takes a value away', () => {
  const { draft } = importOf({ cull: { timeout: 60, every: 60 } }, { cull: { timeout: 120, every: null } });
  expect(draft.get(['hub', 'culling'])).toEqual({ idle: '2m' });
});

test('what Kubernetes and the hub would not take is dropped with the reason, and the rest loads', () => {
  const { draft, missing } = roundTrip({
    hub: { imagePullPolicy: 'Always', extraFiles: { broken: { mountPath: '/etc/a' } }, labels: { team: 'data' } },
    singleuser: { image: { name: 'a.b/c', tag: '1' } },
  });
  expect(missing).toEqual([]);
  expect(draft.get(['hub', 'values'])).toEqual({ hub: { labels: { team: 'data' } } });
  expect(draft.remarks.filter((it) => it.kind === 'dropped')).toEqual([
    { kind: 'dropped', keys: ['hub.imagePullPolicy'], text: expect.stringContaining('unknown key') },
    { kind: 'dropped', keys: ['hub.extraFiles.broken'], text: expect.stringContaining('exactly one of') },
  ]);
});

test.each(['<your-image>', '__IMAGE__'])(
  'an image that is only to be filled in, %s, has another in its place',
  (name) => {
    const { draft, missing, comparison } = roundTrip({ singleuser: { image: { name, tag: '<tag>' } } });
    expect({ missing, different: comparison?.different }).toEqual({ missing: [], different: [] });
    expect(draft.get(['images', 0, 'image'])).toBe(baseImage);
    expect(draft.remarks).toContainEqual({
      kind: 'decide',
      keys: ['singleuser.image'],
      text: `images[0].image is ${baseImage} until you write yours: expected an image such as ${baseImage}, found "${name}:<tag>"`,
    });
  },
);

const VOLUME = 'volume-{username}{servername}';
const POOL = { pool: 'core' };
const withHomes = (storage: object) => ({
  singleuser: { storage: { dynamic: { volumeNameTemplate: VOLUME }, ...storage } },
});

test.each([
  [
    'labels of nodes for hub and proxy',
    { hub: { nodeSelector: POOL }, proxy: { chp: { nodeSelector: POOL } } },
    undefined,
  ],
  [
    'labels of other nodes for the proxy',
    { hub: { nodeSelector: POOL }, proxy: { chp: { nodeSelector: { pool: 'edge' } } } },
    { proxy: { chp: { nodeSelector: { pool: 'edge' } } } },
  ],
  [
    'labels for the proxy alone',
    { proxy: { chp: { nodeSelector: POOL } } },
    { proxy: { chp: { nodeSelector: POOL } } },
  ],
  ['a name of the volume of homes', withHomes({}), undefined],
  [
    'a name of the volume of homes, which is mounted twice',
    withHomes({ extraVolumeMounts: [{ name: VOLUME, mountPath: '/old' }] }),
    withHomes({ extraVolumeMounts: [{ name: VOLUME, mountPath: '/old' }] }),
  ],
])('%s: what stays raw', (_, values, raw) => {
  expect(importOf(values).draft.get(['hub', 'values'])).toEqual(raw);
  const { draft, missing, comparison } = roundTrip(values);
  expect({ missing, different: comparison?.different }).toEqual({ missing: [], different: [] });
  if (raw === undefined) expect(draft.get(['hub', 'values'])).toBeUndefined();
});

test('an image of the hub is to have a JupyterHub that Hubwright is for', () => {
  const { draft } = importOf({ hub: { image: { name: 'a.b/hub', tag: '1' } } });
  expect(draft.remarks).toContainEqual({
    kind: 'decide',
    keys: ['hub.image'],
    text: 'the image has to contain JupyterHub 5 or 6, which this Hubwright is for',
  });
});

test('a secret in raw values is left out, for somebody to put elsewhere', () => {
  const { draft } = roundTrip({ hub: { extraEnv: { HF_TOKEN: 'c0ffee-c0ffee-c0ffee' } } });
  expect(toYaml(draft.settings)).not.toContain('c0ffee');
  expect(draft.remarks).toContainEqual({
    kind: 'decide',
    keys: ['hub.extraEnv.HF_TOKEN'],
    text: expect.stringContaining('contains a secret in plain text'),
  });
});

test('nobody is let in whom the values do not name, where anyone can open an account', () => {
  const config = { JupyterHub: { authenticator_class: 'github' }, GitHubOAuthenticator: { client_id: 'a' } };
  const { missing, draft } = roundTrip({ hub: { config } });
  expect(missing.map((it) => it.message)).toEqual(['nobody may log in']);
  expect(draft.get(['auth', 'allowAll'])).toBeUndefined();
});
