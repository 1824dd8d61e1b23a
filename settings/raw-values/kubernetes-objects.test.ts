import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { formatPath } from '../../system/problem.ts';
import { checkKubernetesObjects } from './kubernetes-objects.ts';
import { podValues } from './pod-values.ts';

const problemsIn = (text: string) =>
  checkKubernetesObjects(podValues(parse(text), []), 0).map(
    ({ path, message, fix, severity }) =>
      `${severity === 'warning' ? 'warning: ' : ''}${formatPath(path)}: ${message}${fix ? `; ${fix}` : ''}`,
  );

/** Where the chart and KubeSpawner take each kind of object, which stands for X. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  volume: [
    'singleuser: { storage: { extraVolumes: [X] } }',
    'singleuser: { storage: { extraVolumes: { a: X } } }',
    'hub: { extraVolumes: [X] }',
    'hub: { config: { KubeSpawner: { volumes: { a: X } } } }',
    'singleuser: { profileList: [{ kubespawner_override: { volumes: [X] } }] }',
    'singleuser: { profileList: [{ profile_options: { a: { choices: { b: { kubespawner_override: { volumes: [X] } } } } } }] }',
    'singleuser: { extraPodConfig: { volumes: [X] } }',
    'hub: { extraPodSpec: { volumes: [X] } }',
  ],
  mount: [
    'singleuser: { storage: { extraVolumeMounts: [X] } }',
    'hub: { extraVolumeMounts: [X] }',
    'singleuser: { initContainers: [{ name: a, image: b, volumeMounts: [X] }] }',
    'hub: { config: { MySpawner: { volume_mounts: [X] } } }',
  ],
  container: [
    'singleuser: { initContainers: [X] }',
    'singleuser: { extraContainers: [X] }',
    'hub: { initContainers: [X] }',
    'hub: { config: { KubeSpawner: { init_containers: { a: X } } } }',
  ],
  toleration: [
    ...[
      'hub',
      'proxy.chp',
      'proxy.traefik',
      'scheduling.corePods',
      'scheduling.userPods',
      'scheduling.userScheduler',
    ].map((part) => part.split('.').reduceRight((inner, key) => `{ ${key}: ${inner} }`, '{ tolerations: [X] }')),
    'singleuser: { extraTolerations: [X] }',
    'singleuser: { profileList: [{ kubespawner_override: { tolerations: [X] } }] }',
  ],
  term: [
    'singleuser: { extraNodeAffinity: { required: [X] } }',
    'hub: { config: { KubeSpawner: { node_affinity_required: [X] } } }',
    'singleuser: { extraPodConfig: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [X] } } } } }',
  ],
  hooks: ['singleuser: { lifecycleHooks: X }', 'hub: { config: { KubeSpawner: { lifecycle_hooks: X } } }'],
  pod: ['singleuser: { extraPodConfig: X }', 'hub: { config: { KubeSpawner: { extra_pod_config: X } } }'],
  security: ['hub: { podSecurityContext: X }', 'hub: { config: { KubeSpawner: { pod_security_context: X } } }'],
  rule: ['singleuser: { networkPolicy: { egress: [X] } }', 'hub: { networkPolicy: { egress: [X] } }'],
};

const right: readonly [string, string][] = [
  ['volume', '{ name: a }'],
  ['volume', '{ name: a, emptyDir: { sizeLimit: 1Gi, medium: Memory } }'],
  ['volume', '{ name: "a-{username}", persistentVolumeClaim: { claimName: "{pvc_name}", readOnly: true } }'],
  ['volume', '{ name: a, nfs: { server: nas, path: / } , configMap: null }'],
  ['volume', '{ name: a, configMap: { name: b, defaultMode: 493, items: [{ key: a, path: b }] } }'],
  ['volume', '{ name: a, projected: { sources: [{ serviceAccountToken: { path: a } }, { secret: { name: b } }] } }'],
  ['volume', '{ name: a, csi: { driver: b, volumeAttributes: { c: "1" } } }'],
  ['mount', '{ name: a, mountPath: /a, subPath: "..a/{username}", readOnly: true }'],
  [
    'container',
    '{ name: a, image: b, command: [sh], env: [{ name: A, value: null }], ports: [{ containerPort: 80 }] }',
  ],
  [
    'container',
    '{ name: a, image: b, resources: { limits: { cpu: 1, memory: 1Gi } }, livenessProbe: { httpGet: { port: http } } }',
  ],
  ['toleration', '{ operator: Exists }'],
  ['toleration', '{ key: a, value: b, effect: "" }'],
  ['toleration', '{ key: a, operator: Exists, tolerationSeconds: 5, effect: NoExecute }'],
  ['term', '{ matchExpressions: [{ key: a, operator: Gt, values: ["5"] }] }'],
  ['hooks', '{ postStart: { exec: { command: [sh, -c, a] } }, preStop: { httpGet: { port: 80 } } }'],
  [
    'pod',
    '{ runtimeClassName: nvidia, hostIPC: false, securityContext: { fsGroup: 5 }, dnsConfig: { options: [{ name: ndots }] } }',
  ],
  ['security', '{ fsGroup: 100, runAsNonRoot: true, supplementalGroups: [1] }'],
  [
    'rule',
    '{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ port: 80, endPort: 90 }, { port: https, protocol: TCP }] }',
  ],
];

const wrong: readonly [string, string, string][] = [
  ['volume', '{ emptyDir: {} }', 'missing: name, which Kubernetes needs'],
  ['volume', '{ name: a_b }', 'name: expected lower-case letters, digits and "-", found "a_b"; write a-b'],
  ['volume', '{ name: a, persistentVolumeClaim: {} }', 'missing: claimName, which Kubernetes needs'],
  [
    'volume',
    '{ name: a, emptyDir: {}, secret: { secretName: a } }',
    'secret: a volume has one type, and this one is already "emptyDir',
  ],
  ['volume', '{ name: a, secret: { secretName: a, defaultMode: "0755" } }', 'expected a whole number'],
  [
    'volume',
    '{ name: a, csi: { driver: b, volumeAttributes: { c: 1 } } }',
    'c: Kubernetes only accepts text here, found 1; put it in quotes',
  ],
  ['mount', '{ name: a }', 'missing: mountPath, which Kubernetes needs'],
  [
    'mount',
    '{ name: a, mountPath: /a, readOnly: "true" }',
    'readOnly: expected true or false, found "true"; write true',
  ],
  [
    'mount',
    '{ name: a, mountPath: /a, subPath: a/../b }',
    'subPath: Kubernetes accepts no ".." here, found "a/../b"; write a path inside the volume',
  ],
  ['container', '{ name: a }', 'missing: image, which Kubernetes needs'],
  ['container', '{ image: a }', 'missing: name, which Kubernetes needs'],
  [
    'container',
    '{ name: a, image: b, command: echo }',
    'command: expected a list, found "echo"; write each part as an item',
  ],
  ['container', '{ name: a, image: b, imagePullPolicy: always }', 'found "always"; write Always'],
  ['toleration', '{ key: a, operator: Equals }', 'found "Equals"; write Equal'],
  ['toleration', '{ key: a, effect: noSchedule }', 'found "noSchedule"; write NoSchedule'],
  [
    'toleration',
    '{ key: a, operator: Exists, value: b }',
    'value: Kubernetes accepts no value with "Exists"; write Equal, or leave the value out',
  ],
  ['toleration', '{ operator: Equal, value: b }', 'operator: without a key, Kubernetes only accepts "Exists"'],
  ['term', '{ matchExpressions: [{ key: a, operator: in, values: [b] }] }', 'found "in"; write In'],
  ['term', '{ matchExpressions: { key: a } }', 'matchExpressions: expected a list, found a mapping'],
  ['hooks', '{ postStart: { exec: { command: echo } } }', 'command: expected a list, found "echo"'],
  ['security', '{ fsGroup: "100" }', 'fsGroup: expected a whole number, found "100"; write 100'],
  ['rule', '{ to: [{}] }', 'to[0]: Kubernetes needs a peer here'],
  [
    'rule',
    '{ to: [{ ipBlock: { cidr: 10.0.0.1 } }] }',
    'cidr: expected an IP address range, found "10.0.0.1"; write 10.0.0.1/32',
  ],
  [
    'rule',
    '{ ports: [{ port: 80-90 }] }',
    'port: expected a number, or the name of a port, found "80-90"; write 80 and endPort: 90 without quotes',
  ],
];

const placed = (kind: string, object: string) => (PLACES[kind] ?? []).map((place) => place.replace('X', object));

test.each(right)('%s %s', (kind, object) => {
  for (const text of placed(kind, object)) expect(problemsIn(text)).toEqual([]);
});

test.each(wrong)('not %s %s', (kind, object, message) => {
  for (const text of placed(kind, object)) expect(problemsIn(text)).toEqual([expect.stringContaining(message)]);
});

describe('fields that are not there', () => {
  test('stop KubeSpawner where it makes the object itself', () => {
    expect(
      problemsIn('singleuser: { extraPodConfig: { runtimeClass: a, host_ipc: false, priority_class_name: b } }'),
    ).toEqual([
      'singleuser.extraPodConfig.runtimeClass: KubeSpawner knows no such field: no server could start; did you mean "runtimeClassName"?',
    ]);
    expect(
      problemsIn('singleuser: { storage: { extraVolumes: [{ name: a, persistentvolumeclaim: { claimName: b } }] } }'),
    ).toEqual([expect.stringContaining('did you mean "persistentVolumeClaim"?')]);
  });

  test('are left out elsewhere', () => {
    expect(
      problemsIn(`
hub: { resources: { request: { cpu: 1 } }, extraVolumeMounts: [{ name: a, mountPath: /a, read_only: true }] }
singleuser: { storage: { extraVolumes: [{ name: a, nfs: { server: a, path: /, readonly: true } }] } }
`),
    ).toEqual([
      'warning: hub.resources.request: Kubernetes knows no such field, and ignores it; did you mean "requests"?',
      'warning: hub.extraVolumeMounts[0].read_only: Kubernetes knows no such field, and ignores it; did you mean "readOnly"?',
      'warning: singleuser.storage.extraVolumes[0].nfs.readonly: Kubernetes knows no such field, and ignores it; did you mean "readOnly"?',
    ]);
  });
});

test('an override is added to what is beneath it', () => {
  const override = (text: string) => `singleuser: { profileList: [{ kubespawner_override: { ${text} } }] }`;
  expect(
    problemsIn(override('volumes: { a: { nfs: { path: /a } }, b: null }, volume_mounts: { a: { subPath: b } }')),
  ).toEqual([]);
  expect(problemsIn(override('extra_pod_config: { securityContext: { fsGroup: 5 } }, tolerations: [{}]'))).toHaveLength(
    1,
  );
  expect(problemsIn(override('volumes: [{ nfs: { path: /a } }]'))).toHaveLength(2);
});

test('secrets to pull images with', () => {
  expect(problemsIn('imagePullSecrets: [a, { name: b }]\nsingleuser: { image: { pullSecrets: [a] } }')).toEqual([]);
  expect(problemsIn('imagePullSecrets: [1]')).toHaveLength(1);
});

test('what a person calls a key of Kubernetes stays a name', () => {
  expect(problemsIn('custom: { volumes: [1] }\nhub: { extraFiles: { resources: { mountPath: /a } } }')).toEqual([]);
  expect(problemsIn('singleuser: { storage: { extraVolumes: { resources: { name: a } } } }')).toEqual([]);
});
