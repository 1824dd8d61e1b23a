import { expect, test } from '@jest/globals';
import { load, MINIMAL } from '../settings/testing.ts';
import { valueAt } from '../system/mapping.ts';
import { chartValues } from './chart-values.ts';
import { manifestsOf } from './testing.ts';

const [image] = MINIMAL.images;
const [size] = MINIMAL.sizes;
const env = { KEY: 's3cret-of-all', OTHER: 's3cret-of-image' };
const platform = (settings: object) => load(settings, undefined, { env }).platform;
const valuesOf = (settings: object) => chartValues(platform(settings));
const secret = (key: string) => ({ valueFrom: { secretKeyRef: { name: 'hubwright-servers', key } } });

/** Where each setting is in the chart's values. Source: zero-to-jupyterhub 4.4.0, `values.schema.yaml`. */
test.each([
  [{ environment: { A: 'b' } }, 'extraEnv.A', 'b'],
  [{ environment: { A: { env: 'KEY' } } }, 'extraEnv.A', secret('servers.A')],
  [{ defaultUrl: '/lab' }, 'defaultUrl', '/lab'],
  [{ command: ['start-singleuser.sh', '-x'] }, 'cmd', ['start-singleuser.sh', '-x']],
  [{ postStart: ['sh', '-c', 'true'] }, 'lifecycleHooks', { postStart: { exec: { command: ['sh', '-c', 'true'] } } }],
  [{ startTimeout: '5m' }, 'startTimeout', 300],
  [{}, 'startTimeout', 600],
  [{ pullPolicy: 'Always' }, 'image.pullPolicy', 'Always'],
  [{ user: 1001 }, 'uid', 1001],
  [{ group: 101 }, 'fsGid', 101],
  [{}, 'uid', undefined],
])('servers: %j', (servers, path, value) => {
  expect(valueAt(valuesOf({ servers }).singleuser, path.split('.'))).toEqual(value);
});

test('shared memory', () => {
  const { singleuser } = valuesOf({
    servers: { sharedMemory: '1.5Gi' },
    sizes: [{ ...size, memory: { guarantee: '2Gi' } }],
  });
  expect(singleuser?.storage).toMatchObject({
    extraVolumes: [{ name: 'dev-shm', emptyDir: { medium: 'Memory', sizeLimit: '1536Mi' } }],
    extraVolumeMounts: [{ name: 'dev-shm', mountPath: '/dev/shm', readOnly: false }],
  });
  expect(valuesOf({}).singleuser?.storage).not.toHaveProperty('extraVolumes');
});

test.each([
  [{ configMap: 'a' }, { configMap: { name: 'a' } }, { readOnly: true }],
  [{ secret: 'a' }, { secret: { secretName: 'a' } }, { readOnly: true }],
  [{ hostPath: '/srv/a' }, { hostPath: { path: '/srv/a', type: 'Directory' } }, { readOnly: false }],
  [
    { claim: 'a', readOnly: true, subPath: '{username}' },
    { persistentVolumeClaim: { claimName: 'a' } },
    { readOnly: true, subPath: '{username}' },
  ],
  [{ empty: {} }, { emptyDir: {} }, { readOnly: false }],
  [{ empty: { memory: true, size: '1Gi' } }, { emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }, { readOnly: false }],
])('a volume: %j', (given, source, mounted) => {
  const { singleuser } = valuesOf({ servers: { volumes: [{ name: 'extra', path: '/data', ...given }] } });
  expect(singleuser?.storage).toMatchObject({
    extraVolumes: [{ name: 'extra', ...source }],
    extraVolumeMounts: [{ name: 'extra', mountPath: '/data', ...mounted }],
  });
});

const full = {
  name: 'clone',
  image: 'acme/git:1',
  command: ['git', 'clone'],
  args: ['{username}'],
  environment: { A: 'b', KEY: { env: 'KEY' } },
  user: 1000,
  resources: { cpu: { guarantee: '100m', limit: 1 }, memory: { guarantee: '64Mi' } },
};

test.each([
  ['initContainers', 'initContainers'],
  ['sidecars', 'extraContainers'],
])('containers: %s', (list, value) => {
  const { singleuser } = valuesOf({ servers: { [list]: [full, { name: 'plain', image: 'a:1' }] } });
  expect(singleuser?.[value as 'initContainers']).toEqual([
    {
      name: 'clone',
      image: 'acme/git:1',
      command: ['git', 'clone'],
      args: ['{username}'],
      env: [
        { name: 'A', value: 'b' },
        { name: 'KEY', ...secret(`${list}.clone.KEY`) },
      ],
      securityContext: { allowPrivilegeEscalation: false, runAsUser: 1000, capabilities: { drop: ['ALL'] } },
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1000m' } },
    },
    { name: 'plain', image: 'a:1', securityContext: { allowPrivilegeEscalation: false } },
  ]);
});

test('a container as root keeps the rights to give folders away', () => {
  const { singleuser } = valuesOf({ servers: { initContainers: [{ name: 'a', image: 'a:1', user: 0 }] } });
  expect(singleuser?.initContainers).toMatchObject([
    { securityContext: { allowPrivilegeEscalation: false, runAsUser: 0 } },
  ]);
  expect(singleuser?.initContainers?.[0]).not.toHaveProperty('securityContext.capabilities');
});

const nfs = { storage: { home: { nfs: { server: 'nas', path: '/homes' } } } };
const data = { name: 'data', path: '/data', claim: 'a', readOnly: true, subPath: 'b' };
const home = { name: 'volume-{user_server}', mountPath: '/home/jovyan', readOnly: false };

test.each([
  [{ volume: 'home' }, {}, home],
  [{ volume: 'home', subPath: 'a', path: '/a' }, {}, { ...home, mountPath: '/a', subPath: 'a' }],
  [{ volume: 'home' }, nfs, { ...home, name: 'home', subPath: '{username}' }],
  [{ volume: 'home' }, { storage: { home: { claim: 'homes' } } }, { ...home, name: 'home', subPath: '{username}' }],
  [{ volume: 'home', subPath: 'a' }, nfs, { ...home, name: 'home', subPath: '{username}/a' }],
  [{ volume: 'data' }, {}, { name: 'data', mountPath: '/data', readOnly: true, subPath: 'b' }],
  [{ volume: 'data', path: '/a' }, {}, { name: 'data', mountPath: '/a', readOnly: true, subPath: 'b' }],
  [{ volume: 'token', path: '/t' }, {}, { name: 'token', mountPath: '/t', readOnly: true }],
])('a container mounts %j', (mounted, settings, expected) => {
  const volumes = [data, { name: 'token', secret: 'token' }];
  const initContainers = [{ name: 'a', image: 'a:1', mounts: [{ volume: 'token', path: '/own' }] }];
  const sidecars = [{ name: 'b', image: 'b:1', mounts: [mounted] }];
  const { singleuser } = valuesOf({ ...settings, servers: { volumes, initContainers, sidecars } });
  expect(singleuser?.extraContainers).toMatchObject([{ volumeMounts: [expected] }]);
  expect(JSON.stringify(singleuser?.storage?.extraVolumeMounts)).not.toContain('token');
});

test.each([
  [{}, [], 'baseline'],
  [{}, [{ claim: 'a' }], 'baseline'],
  [{}, [{ hostPath: '/srv/a' }], 'privileged'],
  [{ podSecurity: 'privileged' }, [{ claim: 'a' }], 'privileged'],
])('the level of the namespace with hub: %j and the volumes %j', (hub, volumes, level) => {
  const servers = { volumes: volumes.map((it) => ({ name: 'extra', path: '/data', ...it })) };
  const namespace = Object.values(manifestsOf(platform({ hub, servers })))
    .flat()
    .find((it) => it.kind === 'Namespace');
  expect(namespace?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': level });
});

test('files are in the Secret of values, and only their places in the HelmChart', () => {
  const files = [
    { path: '/etc/a_b', content: 'in the file' },
    { path: '/etc/a/b', content: 'x', mode: '0755' },
  ];
  expect(valuesOf({ servers: { files } }).singleuser?.extraFiles).toEqual({
    ...valuesOf({}).singleuser?.extraFiles,
    _setc_sa_ub: { mountPath: '/etc/a_b', mode: 0o644 },
    _setc_sa_sb: { mountPath: '/etc/a/b', mode: 0o755 },
  });
  const objects = Object.values(manifestsOf(platform({ servers: { files } }))).flat();
  const encoded = Buffer.from('in the file').toString('base64');
  expect(objects.filter((it) => JSON.stringify(it).includes(encoded))).toMatchObject([
    { kind: 'Secret', metadata: { name: 'hubwright-secret-values' } },
  ]);
});

test('files beside those of Hubwright', () => {
  const storage = { home: { limit: 'enforce' } };
  const { extraFiles } = valuesOf({ servers: { files: [{ path: '/a', content: 'x' }] }, storage }).singleuser ?? {};
  expect(Object.keys(extraFiles ?? {})).toEqual([
    'hubwright-jupyter',
    'hubwright-jupyterlab',
    'hubwright-notices-package.json',
    'hubwright-notices-static-remoteEntry.js',
    '_sa',
  ]);
});

test('named servers', () => {
  expect(valuesOf({ servers: { namedServers: 3 } }).hub).toMatchObject({
    allowNamedServers: true,
    namedServerLimitPerUser: 3,
  });
  expect(valuesOf({}).hub).not.toHaveProperty('allowNamedServers');
});

test.each([
  ['another', { path: '/home/{username}' }, '/home/{username}'],
  ['that of the images', {}, undefined],
  ['a part of that', { path: '/home/jovyan/work' }, undefined],
  ['one beside it', { path: '/home/jovyan2' }, '/home/jovyan2'],
  ['none', { path: '/home/{username}', ephemeral: true }, undefined],
])('the home of servers is %s: they start in it', (_, home, told) => {
  const { singleuser, hub } = valuesOf({ storage: { home } });
  const path = 'path' in home ? home.path : '/home/jovyan';
  expect(singleuser?.storage?.homeMountPath ?? '/home/jovyan').toBe(path);
  expect(singleuser?.extraEnv).toMatchObject({ GIT_CONFIG_VALUE_0: path });
  expect(valueAt(singleuser ?? {}, ['extraEnv', 'HOME'])).toBe(told);
  expect(valueAt(hub ?? {}, ['config', 'KubeSpawner', 'working_dir'])).toBe(told);
});

test('a HOME of your own wins', () => {
  const { singleuser } = valuesOf({
    storage: { home: { path: '/home/ada' } },
    servers: { environment: { HOME: '/tmp' } },
  });
  expect(singleuser?.extraEnv).toMatchObject({ HOME: '/tmp' });
});

function overrides(settings: object, option: 'image' | 'size') {
  const profile = valuesOf(settings).singleuser?.profileList?.[0] as Record<string, object>;
  return valueAt(profile, ['profile_options', option, 'choices', option === 'image' ? 'minimal' : 'small']);
}

/** What each setting of a choice is called by KubeSpawner. Source: KubeSpawner 7.0.0, `spawner.py`. */
test.each([
  [{ defaultUrl: '/rstudio' }, { default_url: '/rstudio' }],
  [{ command: ['run.sh'] }, { cmd: ['run.sh'] }],
  [{ environment: { A: 'b' } }, { environment: { A: 'b' } }],
])('an image: %j', (given, override) => {
  const choice = overrides({ images: [{ ...image, ...given }] }, 'image');
  expect(choice).toMatchObject({ kubespawner_override: { image: image?.image, ...override } });
});

test('a description goes to the form as it is', () => {
  const described = { description: 'R & Python' };
  expect(overrides({ images: [{ ...image, ...described }] }, 'image')).toMatchObject(described);
  expect(overrides({ sizes: [{ ...size, ...described }] }, 'size')).toMatchObject(described);
});

test('what is in an image is one line of the form', () => {
  expect(overrides({ images: [{ ...image, contents: ['Python 3.13', 'R & D 1'] }] }, 'image')).toMatchObject({
    contents: 'Python 3.13 · R & D 1',
  });
  expect(overrides({ images: [image] }, 'image')).not.toHaveProperty('contents');
});

test('a variable that is a secret in one place replaces text in another, and the other way round', () => {
  const settings = {
    servers: { environment: { A: 'text', B: { env: 'KEY' }, C: 'kept' } },
    images: [{ ...image, environment: { A: { env: 'OTHER' } } }],
    sizes: [{ ...size, environment: { A: 'size', B: 'size' } }],
  };
  expect(load(settings, undefined, { env }).warnings).toEqual([]);
  expect(valuesOf(settings).singleuser?.extraEnv).toMatchObject({
    A: { value: 'text' },
    B: secret('servers.B'),
    C: 'kept',
  });
  expect(overrides(settings, 'image')).toMatchObject({
    kubespawner_override: { environment: { A: { value: null, ...secret('images.minimal.A') } } },
  });
  expect(overrides(settings, 'size')).toMatchObject({
    kubespawner_override: { environment: { A: { value: 'size', valueFrom: null }, B: 'size' } },
  });
});

test('secrets are in a Secret beside the servers, and nowhere else', () => {
  const settings = {
    servers: {
      environment: { A: { env: 'KEY' } },
      sidecars: [{ name: 'x', image: 'x:1', environment: { B: { env: 'KEY' } } }],
    },
    images: [{ ...image, environment: { A: { env: 'OTHER' } } }],
  };
  const objects = Object.values(manifestsOf(platform(settings))).flat();
  const holding = objects.filter((it) => JSON.stringify(it).includes('s3cret'));
  expect(holding).toMatchObject([
    {
      kind: 'Secret',
      metadata: { name: 'hubwright-servers', namespace: 'jupyterhub' },
      stringData: { 'servers.A': env.KEY, 'sidecars.x.B': env.KEY, 'images.minimal.A': env.OTHER },
    },
  ]);
});

test('a raw hook is another one, and not more arguments', () => {
  const hooks = { postStart: { exec: { command: ['sh', '-c', 'b'] } }, preStop: { exec: { command: ['c'] } } };
  const hub = { values: { singleuser: { lifecycleHooks: hooks } } };
  expect(valuesOf({ servers: { postStart: ['sh', '-c', 'a'] }, hub }).singleuser?.lifecycleHooks).toEqual(hooks);
});

test('a raw command is another one, and not more arguments', () => {
  const hub = { values: { singleuser: { cmd: ['b', 'c'] } } };
  expect(valuesOf({ servers: { command: ['a'] }, hub }).singleuser?.cmd).toEqual(['b', 'c']);
});
