import fc from 'fast-check';
import type { Mapping } from '../../system/mapping.ts';
import {
  below,
  cpu,
  flag,
  type Generated,
  host,
  key,
  labels,
  memory,
  name,
  quantity,
  seconds,
  secret,
  some,
} from './generated-testing.ts';

const tolerations = fc.array(
  fc.constantFrom(
    { key: 'gpu', operator: 'Exists' },
    { key: 'team', value: 'a', effect: 'NoSchedule' },
    { key: 'hub.jupyter.org/dedicated', operator: 'Equal', value: 'user', effect: 'NoSchedule' },
    { key: 'team', operator: 'Equal', value: 'b', effect: 'NoExecute' },
  ),
  { minLength: 1, maxLength: 2 },
);
const command = fc.constantFrom(
  'start-singleuser.py',
  ['jupyterhub-singleuser'],
  ['sh', '-c', 'exec jupyterhub-singleuser --debug'],
);
const page = fc.constantFrom('/lab', '/rstudio', '/tree/a.ipynb', 'lab');
const references = fc.constantFrom(
  'quay.io/jupyter/scipy-notebook:2026-08-10',
  'registry.example.com:5000/a/b:1',
  'python',
  'a.b/c:latest',
  `a.b/c@sha256:${'a'.repeat(64)}`,
);
/** KubeSpawner takes numbers alone. */
const spawnerCpu = cpu.filter((it) => typeof it === 'number');
const share = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    some({ limit: value }),
    some({ guarantee: value }),
    value.map((it) => ({ limit: it, guarantee: it })),
    fc.constant({ limit: 0 }),
  );
const gpus = fc.constantFrom(
  { 'nvidia.com/gpu': 1 },
  { 'nvidia.com/gpu': '2' },
  { 'nvidia.com/gpu': 0 },
  { 'amd.com/gpu': 1 },
);

const override = some({
  image: references,
  default_url: page,
  cmd: command,
  environment: some({ EDITOR: fc.constant('nano'), LEVEL: fc.constant('3') }),
  image_pull_policy: fc.constantFrom('Always', 'IfNotPresent'),
  cpu_limit: spawnerCpu,
  mem_limit: memory,
  node_selector: labels,
  tolerations,
  extra_resource_limits: gpus,
  start_timeout: seconds,
});
const text = fc.constantFrom('Small', 'GPU (A100)', '<b>Large</b>', '数据', 'Small');
const choice = fc.record(
  { display_name: text, default: flag, description: text, kubespawner_override: override },
  { requiredKeys: ['display_name'] },
);
const profile = fc.record(
  {
    display_name: text,
    slug: name,
    default: flag,
    description: text,
    kubespawner_override: override,
    profile_options: fc.dictionary(
      fc.constantFrom('image', 'size'),
      fc.record({ display_name: text, choices: fc.dictionary(name, choice, { minKeys: 1, maxKeys: 3 }) }),
      { minKeys: 1, maxKeys: 2 },
    ),
  },
  { requiredKeys: ['display_name'] },
);

/** A volume and where it is mounted. */
interface Mounted {
  readonly volume: Mapping;
  readonly mount: Mapping;
}

const source = fc.oneof(
  fc.record({ nfs: fc.record({ server: host, path: fc.constantFrom('/export/data', '/srv') }) }),
  fc.record({ persistentVolumeClaim: fc.record({ claimName: name, readOnly: flag }, { requiredKeys: ['claimName'] }) }),
  fc.record({ configMap: fc.record({ name, defaultMode: fc.constant(0o755) }, { requiredKeys: ['name'] }) }),
  fc.record({ secret: fc.record({ secretName: name }) }),
  fc.record({
    hostPath: fc.record(
      { path: fc.constantFrom('/srv/data', '/data/'), type: fc.constantFrom('', 'Directory', 'DirectoryOrCreate') },
      { requiredKeys: ['path'] },
    ),
  }),
  fc.record({ emptyDir: some({ medium: fc.constantFrom('', 'Memory'), sizeLimit: quantity }) }),
);
const mounted: fc.Arbitrary<Mounted> = fc
  .tuple(
    fc.constantFrom('home', 'shm', 'data', 'scratch', 'etc-jupyter', 'dshm'),
    source,
    fc.constantFrom(
      '/home/jovyan',
      '/home/jovyan/',
      '/home/jovyan/shared',
      '/dev/shm',
      '/data',
      '/data/a',
      '/etc/jupyter',
      '/scratch/',
    ),
    some({
      readOnly: flag,
      subPath: fc.constantFrom('{username}', 'a/b', '{escaped_username}'),
      mountPropagation: fc.constant('HostToContainer'),
    }),
  )
  .map(([name, from, mountPath, others]) => ({ volume: { name, ...from }, mount: { name, mountPath, ...others } }));
const volumes = fc
  .uniqueArray(mounted, { minLength: 1, maxLength: 3, selector: (it) => String(it.mount.mountPath).replace(/\/$/, '') })
  .map((all) => {
    const own = all.filter((it, i) => all.findIndex((other) => other.volume.name === it.volume.name) === i);
    return { extraVolumes: own.map((it) => it.volume), extraVolumeMounts: all.map((it) => it.mount) };
  });
const asMappings = volumes.map(({ extraVolumes, extraVolumeMounts }) => ({
  extraVolumes: Object.fromEntries(extraVolumes.map((it, i) => [`v${i}`, it])),
  extraVolumeMounts: Object.fromEntries(extraVolumeMounts.map((it, i) => [`m${i}`, it])),
}));

const container = fc.record(
  {
    name: fc.constantFrom('first', 'proxy', 'chown'),
    image: fc.constantFrom('busybox:1.37', 'registry.example.com/a:1'),
    command: fc.constant(['sh', '-c', 'true']),
    args: fc.constant(['--port', '80']),
    env: fc.array(
      fc.oneof(
        fc.constant({ name: 'LEVEL', value: '3' }),
        secret.map((value) => ({ name: 'API_TOKEN', value })),
        fc.constant({ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }),
      ),
      { maxLength: 2 },
    ),
    securityContext: some({
      runAsUser: fc.constantFrom(0, 1000),
      allowPrivilegeEscalation: flag,
      privileged: fc.constant(false),
    }),
    resources: fc.oneof(
      some({ requests: some({ cpu, memory: quantity }) }),
      some({ limits: some({ cpu, memory: quantity }) }),
    ),
    volumeMounts: fc.array(
      fc.record(
        {
          name: fc.constantFrom('data', 'scratch', 'volume-{user_server}', 'shm'),
          mountPath: fc.constantFrom('/mnt', '/home/jovyan'),
          readOnly: flag,
          subPath: fc.constant('a'),
        },
        { requiredKeys: ['name', 'mountPath'] },
      ),
      { maxLength: 2 },
    ),
    ports: fc.constant([{ containerPort: 80 }]),
    imagePullPolicy: fc.constant('IfNotPresent'),
  },
  { requiredKeys: ['name', 'image'] },
);
const containers = fc.oneof(
  fc.uniqueArray(container, { minLength: 1, maxLength: 3, selector: (it) => it.name }),
  fc
    .uniqueArray(container, { minLength: 1, maxLength: 2, selector: (it) => it.name })
    .map((all) => Object.fromEntries(all.map((it) => [it.name, it]))),
);

const variables = some({
  EDITOR: fc.constant('nano'),
  USER_NAME: fc.constant('{username}'),
  LEVEL: fc.constantFrom('3', 3, true),
  HF_TOKEN: secret,
  NODE: fc.constant({ valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }),
  EMPTY: fc.constant(''),
});
const environment = fc.oneof(
  variables,
  variables.map((it) =>
    Object.entries(it).map(([variable, value]) =>
      typeof value === 'object' ? { name: variable, ...value } : { name: variable, value: String(value) },
    ),
  ),
);

const file = fc.record(
  {
    mountPath: fc.constantFrom('/etc/jupyter/a.json', '/opt/start.sh', 'relative'),
    stringData: fc.constantFrom('{}', '#!/bin/sh\n'),
    mode: fc.constantFrom(0o644, 0o755, 0o4755),
  },
  { requiredKeys: ['mountPath', 'stringData'] },
);

/** Keys of the chart about servers. */
export const ofServers: readonly Generated[] = [
  key(
    'singleuser.image.name',
    fc.constantFrom('quay.io/jupyter/scipy-notebook', 'a.b/c', 'registry.example.com:5000/a'),
  ),
  key('singleuser.image.tag', fc.constantFrom('2026-08-10', 'latest', 1, '')),
  key('singleuser.image.pullPolicy', fc.constantFrom('Always', 'IfNotPresent', 'Never', '')),
  key('singleuser.cpu', share(spawnerCpu)),
  key('singleuser.memory', share(memory)),
  key('singleuser.extraResource', some({ limits: gpus, guarantees: gpus })),
  key('singleuser.nodeSelector', labels),
  key('singleuser.extraTolerations', tolerations),
  key('singleuser.profileList', fc.array(profile, { minLength: 1, maxLength: 3 })),
  key('singleuser.storage.capacity', quantity),
  key('singleuser.storage.dynamic.storageClass', fc.oneof(name, fc.constant(''))),
  key(
    'singleuser.storage.dynamic.volumeNameTemplate',
    fc.constantFrom('volume-{user_server}', 'volume-{username}{servername}', 'home'),
  ),
  below('singleuser.storage', ['extraVolumes', 'extraVolumeMounts'], fc.oneof(volumes, asMappings)),
  key('singleuser.storage.type', fc.constantFrom('dynamic', 'static', 'none')),
  key(
    'singleuser.storage.static',
    fc.record(
      { pvcName: name, subPath: fc.constantFrom('{username}', 'home/{username}') },
      { requiredKeys: ['pvcName'] },
    ),
  ),
  key('singleuser.extraEnv', environment),
  key('singleuser.defaultUrl', page),
  key('singleuser.cmd', command),
  key('singleuser.startTimeout', seconds),
  key(
    'singleuser.lifecycleHooks.postStart.exec.command',
    fc.constantFrom(['sh', '-c', 'true'], ['gitpuller', 'a', 'b']),
  ),
  key('hub.allowNamedServers', flag),
  key('hub.namedServerLimitPerUser', fc.constantFrom(0, 1, 5, 200)),
  key('singleuser.uid', fc.constantFrom(0, 1000, 1001)),
  key('singleuser.fsGid', fc.constantFrom(0, 100, 2000)),
  key(
    'singleuser.storage.homeMountPath',
    fc.constantFrom('/home/jovyan', '/home/{username}', '/home/rstudio/', '/work'),
  ),
  key('singleuser.extraFiles', fc.dictionary(fc.constantFrom('a', 'b.json'), file, { minKeys: 1 })),
  key('singleuser.initContainers', containers),
  key('singleuser.extraContainers', containers),
];
