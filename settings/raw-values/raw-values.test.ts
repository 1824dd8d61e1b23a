import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { formatPath } from '../../system/problem.ts';
import { load } from '../testing.ts';
import { checkRawValues } from './raw-values.ts';

const { platform } = load();

/** What is said of raw values, written as YAML. */
function problemsIn(text: string, podSecurity: 'baseline' | 'privileged' = 'baseline'): string[] {
  const hub = { ...platform.hub, podSecurity, values: parse(text) as Record<string, unknown> };
  return checkRawValues({ ...platform, hub }).map(
    ({ path, message, fix, severity }) =>
      `${severity === 'warning' ? 'warning: ' : ''}${formatPath(path.slice(2))}: ${message}${fix ? `; ${fix}` : ''}`,
  );
}
/** Where something is wrong. */
const places = (text: string) => problemsIn(text).map((line) => line.slice(0, line.indexOf(':')));

test('what another image of the hub may read only warns', () => {
  const values = { hub: { config: { Spawner: { our_setting: 1 } } } };
  const severitiesWith = (changes: object) =>
    checkRawValues({ ...platform, hub: { ...platform.hub, ...changes, values } }).map((it) => it.severity ?? 'error');
  expect(severitiesWith({})).toEqual(['error']);
  expect(severitiesWith({ image: 'acme/hub:1' })).toEqual(['warning']);
  expect(severitiesWith({ build: 'image/hub' })).toEqual(['warning']);
});

describe('text that Kubernetes and the hub take', () => {
  test.each([
    ['singleuser: { extraEnv: { A: "5432", B: null, C: { valueFrom: { fieldRef: { fieldPath: a } } } } }'],
    ['singleuser: { extraEnv: [{ name: A, value: "1" }, { name: B }] }'],
    ['hub: { extraEnv: [{ name: A, value: null }] }'],
    ['singleuser: { nodeSelector: { node-role.kubernetes.io/gpu: null } }'],
    ['hub: { extraFiles: { a: { mountPath: /a.json, data: { labels: { a: 1 }, env: { B: 2 } } } } }'],
    ['custom: { nodeSelector: { a: 1 }, privileged: true, image: "A B" }'],
    ['hub: { templateVars: { labels: { a: 1 } }, config: { MyAuthenticator: { environment: { A: 1 } } } }'],
    ['singleuser: { extraTolerations: [{ key: a, operator: Exists, tolerationSeconds: 5 }] }'],
    ['hub: { command: [jupyterhub, --debug, "{{ .Release.Name }}"] }'],
    ['singleuser: { profileList: [{ display_name: A, kubespawner_override: { environment: { A: null } } }] }'],
    ['singleuser: { cmd: [a, "5"] }'],
  ])('%s', (text) => expect(problemsIn(text)).toEqual([]));
});

describe('numbers, booleans and more where only text is taken', () => {
  test.each([
    ['singleuser: { extraEnv: { A: 5432 } }', ['singleuser.extraEnv.A']],
    [
      'singleuser: { extraEnv: { A: 0, B: false, C: 1.5, D: [a] } }',
      ['A', 'B', 'C', 'D'].map((it) => `singleuser.extraEnv.${it}`),
    ],
    ['singleuser: { extraEnv: { A: { value: 5 } } }', ['singleuser.extraEnv.A.value']],
    [
      'singleuser: { extraEnv: [{ name: 5, value: 5 }] }',
      ['singleuser.extraEnv[0].name', 'singleuser.extraEnv[0].value'],
    ],
    ['hub: { extraEnv: { A: 1, B: null } }', ['hub.extraEnv.A', 'hub.extraEnv.B']],
    [
      'proxy: { chp: { extraEnv: { A: null } }, traefik: { extraEnv: { A: true } } }',
      ['proxy.chp.extraEnv.A', 'proxy.traefik.extraEnv.A'],
    ],
    [
      'hub: { config: { KubeSpawner: { environment: { A: 1 }, node_selector: { a: true } } } }',
      ['hub.config.KubeSpawner.environment.A', 'hub.config.KubeSpawner.node_selector.a'],
    ],
    ...['hub', 'singleuser', 'proxy.chp', 'proxy.traefik', 'scheduling.userScheduler', 'prePuller.hook'].map(
      (part): [string, string[]] => [
        part.split('.').reduceRight((inner, key) => `{ ${key}: ${inner} }`, '{ nodeSelector: { gpu: true } }'),
        [`${part}.nodeSelector.gpu`],
      ],
    ),
    ['ingress: { annotations: { a: true } }', ['ingress.annotations.a']],
    [
      'singleuser: { extraLabels: { a: 1 }, extraAnnotations: { a: 1 } }',
      ['singleuser.extraLabels.a', 'singleuser.extraAnnotations.a'],
    ],
    [
      'hub: { db: { pvc: { annotations: { a: 1 } } }, service: { annotations: { a: 1 } } }',
      ['hub.db.pvc.annotations.a', 'hub.service.annotations.a'],
    ],
    ['hub: { tolerations: [{ key: a, value: true }] }', ['hub.tolerations[0].value']],
    [
      'singleuser: { extraContainers: [{ name: a, image: b, env: [{ name: A, value: 1 }], args: [--port, 80] }] }',
      ['singleuser.extraContainers[0].env[0].value', 'singleuser.extraContainers[0].args[1]'],
    ],
    [
      'singleuser: { extraNodeAffinity: { required: [{ matchExpressions: [{ key: a, operator: In, values: [1] }] }] } }',
      ['singleuser.extraNodeAffinity.required[0].matchExpressions[0].values[0]'],
    ],
    ['hub: { args: [--port, "8080"] }', ['hub.args[1]']],
    ['proxy: { chp: { extraCommandLineFlags: [--log-level, "on"] } }', ['proxy.chp.extraCommandLineFlags[1]']],
    ['hub: { extraConfig: { a: null, b: { c: 1 } } }', ['hub.extraConfig.a', 'hub.extraConfig.b']],
  ])('%s', (text, expected) => expect(places(text)).toEqual(expected));

  test('at each depth of the profiles, where names may be those of settings', () => {
    const override = '{ environment: { A: 1 }, extra_labels: { a: 1 }, tolerations: [{ key: a, value: 1 }] }';
    const option = `env: { display_name: E, choices: { image: { display_name: I, kubespawner_override: ${override} } } }`;
    const text = `singleuser: { profileList: [{ display_name: A, kubespawner_override: ${override}, profile_options: { ${option} } }] }`;
    const below = ['environment.A', 'extra_labels.a', 'tolerations[0].value'];
    expect(places(text)).toEqual([
      ...below.map((it) => `singleuser.profileList[0].kubespawner_override.${it}`),
      ...below.map((it) => `singleuser.profileList[0].profile_options.env.choices.image.kubespawner_override.${it}`),
    ]);
  });

  test('the messages', () => {
    expect(
      problemsIn(
        '{ singleuser: { extraEnv: { PORT: 5432, API_TOKEN: 12345 } }, hub: { extraEnv: { A: }, args: ["1"] } }',
      ),
    ).toMatchInlineSnapshot(`
      [
        "singleuser.extraEnv.PORT: Kubernetes only accepts text here, found 5432; put it in quotes",
        "singleuser.extraEnv.API_TOKEN: Kubernetes only accepts text here; put it in quotes",
        "hub.extraEnv.A: the chart accepts no variable without a value; write "" for an empty one, or leave it out",
        "hub.args[0]: the chart removes the quotes, and Kubernetes only accepts text here, found "1"; write '"1"'",
      ]
    `);
  });
});

describe('quantities', () => {
  test.each([
    ['singleuser: { memory: { guarantee: 512M, limit: 2.5G } }'],
    ['singleuser: { memory: { guarantee: "2 G", limit: 3000000000 } }'],
    [
      'hub: { resources: { requests: { memory: 512Mi, cpu: 0.5 }, limits: { memory: 1e9, cpu: 500m, ephemeral-storage: .5Gi } } }',
    ],
    ['singleuser: { storage: { capacity: 10G, extraVolumes: [{ name: a, emptyDir: { sizeLimit: 1Gi } }] } }'],
    [
      'singleuser: { extraResource: { limits: { nvidia.com/gpu: 1, hugepages-2Mi: 2Mi }, guarantees: { nvidia.com/gpu: "1" } } }',
    ],
    [
      'singleuser: { profileList: [{ display_name: A, profile_options: { m: { unlisted_choice: { enabled: true, kubespawner_override: { mem_limit: "{value}G" } } } } }] }',
    ],
    [
      'singleuser: { profileList: [{ display_name: A, kubespawner_override: { mem_limit: 256M, mem_guarantee: 256M } }] }',
    ],
    [
      'singleuser: { profileList: [{ display_name: A, profile_options: { a: { choices: { b: { kubespawner_override: { mem_limit: 1M } } } }, c: { choices: { d: { kubespawner_override: { mem_guarantee: 1M } } } } } }] }',
    ],
  ])('%s is in order', (text) => expect(problemsIn(text)).toEqual([]));

  test.each([
    [
      'singleuser: { memory: { limit: 2Gi } }',
      'singleuser.memory.limit: no server could start with this size, found "2Gi"; write 2G, which means 2Gi here',
    ],
    [
      'singleuser: { memory: { limit: 2gb } }',
      'singleuser.memory.limit: no server could start with this size, found "2gb"; write 2G, which means 2Gi here',
    ],
    [
      'singleuser: { memory: { limit: "2" } }',
      'singleuser.memory.limit: no server could start with this size, found "2"; write it like 512M or 2G',
    ],
    [
      'singleuser: { cpu: { limit: 500m } }',
      'singleuser.cpu.limit: no server could start with this number of cores, found "500m"; write 0.5',
    ],
    [
      'singleuser: { profileList: [{ display_name: A, kubespawner_override: { mem_limit: 2Gi } }] }',
      'singleuser.profileList[0].kubespawner_override.mem_limit: no server could start with this size, found "2Gi"; write 2G, which means 2Gi here',
    ],
    [
      'hub: { config: { KubeSpawner: { cpu_limit: "2" } } }',
      'hub.config.KubeSpawner.cpu_limit: no server could start with this number of cores, found "2"; write 2',
    ],
    [
      'hub: { resources: { requests: { memory: 2GB } } }',
      'hub.resources.requests.memory: not a valid amount in Kubernetes, found "2GB"; write 2Gi',
    ],
    [
      'hub: { resources: { requests: { memory: 1 Gi } } }',
      'hub.resources.requests.memory: not a valid amount in Kubernetes, found "1 Gi"; write 1Gi',
    ],
    [
      'hub: { resources: { requests: { cpu: "0,5" } } }',
      'hub.resources.requests.cpu: not a valid amount in Kubernetes, found "0,5"; write 0.5',
    ],
    ['hub: { resources: { requests: { cpu: -1 } } }', 'hub.resources.requests.cpu: expected at least 0, found -1'],
    [
      'hub: { resources: { limits: { gpu: 1 } } }',
      'hub.resources.limits.gpu: Kubernetes knows no resource "gpu"; write nvidia.com/gpu',
    ],
    [
      'hub: { resources: { limits: { memory: 512m } } }',
      'warning: hub.resources.limits.memory: less than 1Mi, in bytes, found "512m"; write 512Mi or Gi, if that is meant',
    ],
    [
      'singleuser: { extraResource: { limits: { nvidia.com/gpu: one } } }',
      'singleuser.extraResource.limits.nvidia.com/gpu: not a valid amount in Kubernetes, found "one"; write a whole number, such as "1"',
    ],
    [
      'singleuser: { extraResource: { limits: { nvidia.com/gpu: 0.5 } } }',
      'singleuser.extraResource.limits.nvidia.com/gpu: Kubernetes only gives whole numbers of these, found 0.5',
    ],
    [
      'singleuser: { storage: { capacity: 10GB } }',
      'singleuser.storage.capacity: not a valid amount in Kubernetes, found "10GB"; write 10Gi',
    ],
    [
      'hub: { db: { pvc: { storage: 1gi } } }',
      'hub.db.pvc.storage: not a valid amount in Kubernetes, found "1gi"; write 1Gi',
    ],
    [
      'scheduling: { userPlaceholder: { resources: { requests: { cpu: half } } } }',
      'scheduling.userPlaceholder.resources.requests.cpu: not a valid amount in Kubernetes, found "half"; write a number of cores, such as 0.5 or 500m',
    ],
    [
      'singleuser: { initContainers: [{ name: a, image: b, resources: { limits: { memory: x } } }] }',
      'singleuser.initContainers[0].resources.limits.memory: not a valid amount in Kubernetes, found "x"; write it like 500Mi or 2Gi',
    ],
    [
      'hub: { resources: { requests: { cpu: 2 }, limits: { cpu: 500m } } }',
      'hub.resources.requests.cpu: Kubernetes refuses the pod: 2 is guaranteed, and the limit is 500m; raise the limit or lower the guarantee',
    ],
    [
      'singleuser: { memory: { guarantee: 4G, limit: 2G } }',
      'singleuser.memory.limit: Kubernetes refuses the pod: 4G is guaranteed, and the limit is 2G; raise the limit or lower the guarantee',
    ],
    [
      'singleuser: { extraResource: { limits: { nvidia.com/gpu: 2 }, guarantees: { nvidia.com/gpu: 1 } } }',
      'singleuser.extraResource.guarantees.nvidia.com/gpu: for nvidia.com/gpu, Kubernetes uses the limit; write 2, or leave it out',
    ],
    [
      'singleuser: { profileList: [{ display_name: A, kubespawner_override: { mem_limit: 256M } }] }',
      'singleuser.profileList[0].kubespawner_override.mem_limit: Kubernetes refuses the pod: 512M is guaranteed, and the limit is 256M; raise the limit or lower the guarantee',
    ],
    [
      'singleuser: { profileList: [{ display_name: A, kubespawner_override: { cpu_limit: 2 }, profile_options: { c: { choices: { d: { kubespawner_override: { cpu_guarantee: 3 } } } } } }] }',
      'singleuser.profileList[0].kubespawner_override.cpu_limit: Kubernetes refuses the pod: 3 is guaranteed, and the limit is 2; raise the limit or lower the guarantee',
    ],
  ])('%s', (text, problem) => expect(problemsIn(text)).toEqual([problem]));
});

describe('images', () => {
  const digest = 'a'.repeat(64);
  test.each([
    ['singleuser: { image: { name: quay.io/a/b, tag: "1" } }'],
    [`singleuser: { image: { name: a/b@sha256, tag: ${digest} } }`],
    [`hub: { image: { name: "host:5000/a/b:1@sha256", tag: ${digest} } }`],
    ['{ singleuser: { image: { name: "a/b:1", tag: "" } }, prePuller: { continuous: { enabled: false } } }'],
    ['singleuser: { extraContainers: [{ name: a, image: "Host.lan/a__b/c-d:v1" }] }'],
    ['singleuser: { profileList: [{ display_name: A, kubespawner_override: { image: "{value}" } }] }'],
    ['prePuller: { extraImages: { image: { name: a, tag: "1" } } }'],
  ])('%s is in order', (text) => expect(problemsIn(text)).toEqual([]));

  test.each([
    [
      'singleuser: { image: { name: "a/b:1", tag: "2" } }',
      'singleuser.image.name: it already has a tag, and the chart turns it into "a/b:1:2"; write name: a/b and tag: "1"',
    ],
    [
      'hub: { image: { name: "a/b:1" } }',
      'hub.image.name: it already has a tag, and the chart turns it into "a/b:1:4.4.0"; write name: a/b and tag: "1"',
    ],
    [
      `hub: { image: { name: "a/b@sha256:${digest}", tag: "1" } }`,
      `hub.image.name: it already has a tag, and the chart turns it into "a/b@sha256:${digest}:1"; write name: a/b@sha256 and tag: "${digest}"`,
    ],
    [
      'singleuser: { image: { tag: "" } }',
      'singleuser.image.tag: the chart turns it into "quay.io/jupyter/minimal-notebook:", without a tag; set the tag',
    ],
    [
      'hub: { image: { name: quay.io/a/B, tag: "1" } }',
      'hub.image.name: no node can pull an image with this name, found "quay.io/a/B:1"; write quay.io/a/b:1',
    ],
    [
      'hub: { config: { KubeSpawner: { image: "https://quay.io/a:1" } } }',
      'hub.config.KubeSpawner.image: no node can pull an image with this name, found "https://quay.io/a:1"; write quay.io/a:1',
    ],
    [
      'singleuser: { initContainers: [{ name: a, image: "a b:1" }] }',
      'singleuser.initContainers[0].image: no node can pull an image with this name, found "a b:1"; write it like quay.io/jupyter/minimal-notebook:2026-08-10',
    ],
  ])('%s', (text, problem) => expect(problemsIn(text)).toEqual([problem]));
});

describe('what the namespace refuses', () => {
  const container = (more: string) => `singleuser: { extraContainers: [{ name: a, image: b, ${more} }] }`;
  test.each([
    'singleuser: { storage: { extraVolumes: [{ name: a, hostPath: { path: /a } }] } }',
    'singleuser: { storage: { extraVolumes: { a: { name: a, hostPath: { path: /a } } } } }',
    'hub: { extraVolumes: [{ name: a, hostPath: { path: /a } }] }',
    'singleuser: { extraPodConfig: { hostNetwork: true } }',
    'singleuser: { extraPodConfig: { host_pid: true } }',
    'hub: { extraPodSpec: { hostIPC: true } }',
    'hub: { config: { KubeSpawner: { privileged: true } } }',
    'hub: { config: { KubeSpawner: { container_security_context: { capabilities: { add: [SYS_ADMIN] } } } } }',
    'hub: { config: { KubeSpawner: { extra_container_config: { securityContext: { privileged: true } } } } }',
    'singleuser: { profileList: [{ display_name: A, kubespawner_override: { extra_pod_config: { hostNetwork: true } } }] }',
    'singleuser: { cloudMetadata: { blockWithIptables: true } }',
    'singleuser: { extraPodConfig: { securityContext: { sysctls: [{ name: kernel.msgmax, value: "1" }] } } }',
    'singleuser: { extraAnnotations: { container.apparmor.security.beta.kubernetes.io/notebook: unconfined } }',
    container('ports: [{ containerPort: 80, hostPort: 80 }]'),
    container('securityContext: { privileged: true }'),
    container('securityContext: { procMount: Unmasked }'),
    container('securityContext: { seccompProfile: { type: Unconfined } }'),
    container('securityContext: { appArmorProfile: { type: Unconfined } }'),
    container('securityContext: { seLinuxOptions: { type: spc_t } }'),
    container('securityContext: { seLinuxOptions: { user: root } }'),
    container('securityContext: { windowsOptions: { hostProcess: true } }'),
    container('livenessProbe: { httpGet: { host: other, port: 80 } }'),
  ])('%s', (text) => {
    const [problem, ...more] = problemsIn(text);
    expect(problem).toMatch(
      /: the namespace refuses a pod with this: it would have .*; .*, or set hub.podSecurity to "privileged"$/,
    );
    expect(more).toEqual([]);
    const allowed = problemsIn(text, 'privileged').filter((it) => !it.includes('blockWithIptables'));
    expect(allowed).toEqual([
      expect.stringMatching(/^warning: : anyone who may start a pod in the namespace can take over its node/),
    ]);
  });

  test.each([
    container(
      'securityContext: { runAsUser: 0, privileged: false, capabilities: { add: [CHOWN], drop: [ALL] }, seccompProfile: { type: RuntimeDefault } }',
    ),
    container('ports: [{ containerPort: 80, hostPort: 0 }], livenessProbe: { httpGet: { port: 80 } }'),
    'singleuser: { allowPrivilegeEscalation: true, uid: 0, extraPodConfig: { hostNetwork: false, securityContext: { sysctls: [{ name: net.ipv4.tcp_syncookies, value: "1" }] } } }',
    'singleuser: { storage: { extraVolumes: { hostPath: { name: a, nfs: { server: a, path: /a } } } }, extraEnv: { hostNetwork: "true" } }',
  ])('%s is in order', (text) => expect(problemsIn(text)).toEqual([]));
});

test('an unknown key without a value, and known ones', () => {
  expect(
    problemsIn('{ hub: { nodeSelectr: }, singleuser: { image: { tagg: } }, cull: { timeout: }, debug: { x: } }'),
  ).toMatchInlineSnapshot(`
    [
      "hub.nodeSelectr: unknown key; did you mean "nodeSelector"?",
      "singleuser.image.tagg: unknown key; did you mean "tag"?",
      "debug.x: unknown key; known here: enabled",
    ]
  `);
});

test('an empty part says nothing, whatever the chart needs; where two checks agree, one speaks', () => {
  expect(problemsIn('{ hub: { config: , extraEnv: , db: }, singleuser: , proxy: , ingress: { hosts: } }')).toEqual([]);
  expect(problemsIn('singleuser: text')).toEqual(['singleuser: expected a mapping, found "text"']);
});
