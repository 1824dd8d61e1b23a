import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { type ObjectRef, refOf } from '../../cluster/object-ref.ts';
import { isMapping, type Mapping } from '../../system/mapping.ts';
import { editedObjects } from './object-drift.ts';

interface Edit {
  /** `apps/v1 Deployment` */
  readonly kind: string;
  /** What the manifest says, and what has become of it; in YAML. */
  readonly wanted: string;
  readonly live: string;
  /** Who has written that. */
  readonly manager: string;
}

/** The fields of an object as `managedFields` lists them. */
function fieldsOf(value: unknown): object {
  if (!isMapping(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [`f:${key}`, fieldsOf(inner)]));
}

function edits({ kind: of, wanted, live, manager }: Edit, name = 'own', namespace = 'mine'): string[] {
  const [apiVersion = '', kind = ''] = of.split(' ');
  const object = (yaml: string, more: object = {}): Mapping => {
    const { metadata = {}, ...fields } = (load(yaml) ?? {}) as Mapping;
    return { apiVersion, kind, ...fields, metadata: { ...(metadata as object), ...more, name, namespace } };
  };
  const managedFields = [
    { manager: 'deploy@server-1', operation: 'Update', fieldsV1: { 'f:metadata': {} } },
    { manager, operation: 'Update', fieldsV1: fieldsOf(load(live)) },
  ];
  const found = object(live, { managedFields });
  const manifests = new Map([['mine.k8s.yaml', JSON.stringify(object(wanted))]]);
  return editedObjects(manifests, [{ ...(refOf(found) as ObjectRef), object: found }]).flatMap((it) => [
    ...it.changed.map((path) => path.join('.')),
    ...it.added.map((path) => `+${path.join('.')}`),
  ]);
}

const pods = (container: string, more = '') =>
  `spec: { template: { spec: { containers: [{ ${container} }] }${more} } }`;
const RESTARTED = ', metadata: { annotations: { kubectl.kubernetes.io/restartedAt: now } }';
const hook = (client: string) => `webhooks: [{ name: a, clientConfig: { ${client} } }]`;
const HOOK = 'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration';
const CHART = 'helm.cattle.io/v1 HelmChart';

/** What controllers do to objects of manifests, in clusters where nobody has changed anything. */
test.each<[title: string, kind: string, wanted: string, live: string, manager: string]>([
  ['replicas by load', 'apps/v1 Deployment', 'spec: { replicas: 1 }', 'spec: { replicas: 5 }', 'k3s'],
  ['no replicas without load', 'apps/v1 Deployment', 'spec: { replicas: 1 }', 'spec: { replicas: 0 }', 'keda'],
  ['`kubectl rollout restart`', 'apps/v1 Deployment', pods('name: a'), pods('name: a', RESTARTED), 'kubectl-rollout'],
  ['a newer image', 'apps/v1 Deployment', pods('name: a, image: b'), pods('name: a, image: c'), 'keel'],
  ['a field that is not kept', 'apps/v1 Deployment', pods('name: a, unknown: 1'), pods('name: a'), 'deploy@server-1'],
  ['a sidecar', 'apps/v1 Deployment', pods('name: a'), pods('name: z }, { name: a'), 'deploy@server-1'],
  ['an address', 'v1 Service', 'spec: { type: NodePort }', 'spec: { type: NodePort, clusterIP: 10.43.0.9 }', 'k3s'],
  [
    'a port',
    'v1 Service',
    'spec: { ports: [{ port: 80 }] }',
    'spec: { ports: [{ port: 80, nodePort: 30001 }] }',
    'k3s',
  ],
  ['a status', 'networking.k8s.io/v1 Ingress', 'status: {}', 'status: { loadBalancer: { ingress: [] } }', 'traefik'],
  ['a volume', 'v1 PersistentVolumeClaim', 'spec: {}', 'spec: { volumeName: pvc-1 }', 'k3s'],
  [
    'a claim',
    'v1 PersistentVolume',
    'spec: { claimRef: { name: a } }',
    'spec: { claimRef: { name: a, uid: u } }',
    'k3s',
  ],
  ['tokens', 'v1 ServiceAccount', 'secrets: []', 'secrets: [{ name: a }]\nimagePullSecrets: [{ name: b }]', 'operator'],
  ['a CA', HOOK, hook('url: a'), hook('url: a, caBundle: Cg=='), 'cainjector'],
  ['a CA in place of none', HOOK, hook('caBundle: ""'), hook('caBundle: Cg=='), 'cainjector'],
  ['a newer CA', HOOK, hook('caBundle: Cg=='), hook('caBundle: Zg=='), 'cainjector'],
  [
    'the CA of an API',
    'apiregistration.k8s.io/v1 APIService',
    'spec: { caBundle: "" }',
    'spec: { caBundle: Cg== }',
    'x',
  ],
  ['a Secret without data', 'v1 Secret', '', 'data: { admin.password: eA== }', 'argocd-server'],
  ['a Secret with empty keys', 'v1 Secret', 'data: { a: "" }', 'data: { a: eA==, b: eA== }', 'operator'],
  ['a certificate', 'v1 Secret', 'data: { a: eA== }', 'data: { a: eQ== }', 'cert-manager-certificates-issuing'],
  ['a token', 'v1 Secret', 'type: kubernetes.io/service-account-token', 'data: { token: eA== }', 'k3s'],
  ['settings', 'v1 ConfigMap', 'data: { a: b }', 'data: { a: c, d: e }', 'argocd-server'],
  [
    'finalizers',
    'v1 Namespace',
    '',
    'metadata: { finalizers: [a], labels: { a: b } }\nspec: { finalizers: [b] }',
    'k3s',
  ],
  ['a job on hold', 'batch/v1 CronJob', 'spec: { suspend: false }', 'spec: { suspend: true }', 'operator'],
  ['rules', 'rbac.authorization.k8s.io/v1 ClusterRole', 'rules: []', 'rules: [{ verbs: [get] }]', 'k3s'],
  ['a job', CHART, 'spec: { chart: a }', 'spec: { chart: a }\nstatus: { jobName: b }', 'helm-controller@server-1'],
  ['an own resource', 'postgresql.cnpg.io/v1 Cluster', 'spec: { instances: 1 }', 'spec: { instances: 2 }', 'manager'],
])('what controllers write is no change by others: %s', (title, kind, wanted, live, manager) => {
  // A token Secret keeps its type.
  const found = title === 'a token' ? `${wanted}\n${live}` : live;
  expect(edits({ kind, wanted, live: found, manager })).toEqual([]);
});

/** What was added to such objects is not looked for. */
test.each<[title: string, kind: string, wanted: string, live: string, expected: string]>([
  ['replicas', 'apps/v1 Deployment', 'spec: { replicas: 1 }', 'spec: { replicas: 0 }', 'spec.replicas'],
  [
    'an image',
    'apps/v1 Deployment',
    pods('name: a, image: b'),
    pods('name: a, image: c'),
    'spec.template.spec.containers',
  ],
  ['a value', 'v1 ConfigMap', 'data: { a: b }', 'data: { a: c, d: e }', 'data.a'],
  ['a chart of main.ts', CHART, 'spec: { version: a }', 'spec: { version: b, set: { c: d } }', 'spec.version'],
])('what people write is: %s', (_, kind, wanted, live, expected) => {
  for (const manager of ['kubectl', 'kubectl-edit', 'kubectl-client-side-apply', 'k9s']) {
    expect(edits({ kind, wanted, live, manager })).toEqual([expected]);
  }
});

test.each<[title: string, name: string, namespace: string, isOwn: boolean]>([
  ['users', 'hubwright-users-f', 'hub', true],
  ['logins', 'hubwright-registry', 'hub', true],
  ['values', 'hubwright-secret-values', 'kube-system', true],
  ['somebody else’s', 'own', 'hub', false],
  ['somebody else’s values', 'hubwright-secret-values', 'mine', false],
  ['one of a name that begins alike', 'hubwright-users-0-own', 'hub', false],
])(
  'of a Secret that Hubwright alone writes all counts, keys that were added as well: %s',
  (_, name, namespace, isOwn) => {
    const edit = {
      kind: 'v1 Secret',
      wanted: 'data: { a: eA== }',
      live: 'data: { b: eA== }',
      manager: 'python-requests',
    };
    expect(edits(edit, name, namespace)).toEqual(isOwn ? ['data.a', '+data.b'] : []);
  },
);

test('of the code of the hub counts what it mounts, whoever changed it', () => {
  const edit = { kind: 'v1 ConfigMap', wanted: 'data: { a: b }', live: 'data: { a: c, d: e }', manager: 'own' };
  expect(edits(edit, 'hubwright-hub-code', 'hub')).toEqual(['data.a']);
  expect(edits(edit, 'of-somebody-else', 'hub')).toEqual([]);
});

test('what k3s itself adds to the HelmChart of the hub stays', () => {
  const edit = { kind: CHART, wanted: 'spec: { chart: a }', live: 'spec: { chart: a, newDefault: b }' };
  const found = (manager: string) => edits({ ...edit, manager }, 'jupyterhub', 'kube-system');
  expect(found('deploy@server-2')).toEqual([]);
  expect(found('kubectl-patch')).toEqual(['+spec.newDefault']);
});
