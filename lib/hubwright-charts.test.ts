import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { DaemonSet } from 'kubernetes-models/apps/v1';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1';
import { ClusterRole, ClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import { StorageClass } from 'kubernetes-models/storage.k8s.io/v1';
import { ConfigMap, Namespace, Secret } from 'kubernetes-models/v1';
import { load } from '../settings/testing.ts';
import { helmChartSchema, type Manifest, manifestsOf, shownValues } from './testing.ts';

const POSTGRESQL = { type: 'postgresql', host: 'db.example.com', password: { env: 'PGPASSWORD' } };
const CREDENTIALS = [{ host: 'registry.example.com', username: 'ada', password: { env: 'TOKEN' } }];
const ENV = { PGPASSWORD: 's3cret-database', TOKEN: 's3cret-token' };

const everything = () =>
  load(
    {
      hub: { host: 'hub.example.com', tls: { type: 'selfSigned' }, database: POSTGRESQL },
      registry: { credentials: CREDENTIALS },
      cluster: { provider: 'local', gpus: 2, gpuSharing: { mps: 4 } },
    },
    undefined,
    { env: ENV },
  ).platform;

const listed = (charts: Record<string, Manifest[]>) =>
  Object.entries(charts).flatMap(([chart, objects]) => [
    chart,
    ...objects.map((it) => `  ${it.kind}/${it.metadata.name}`),
  ]);

describe('the charts', () => {
  test('of the least platform', () => {
    expect(listed(manifestsOf(load().platform))).toMatchInlineSnapshot(`
      [
        "hubwright-base",
        "  Namespace/jupyterhub",
        "  StorageClass/hubwright-home",
        "hubwright-credentials",
        "hubwright-gpu",
        "  ClusterRole/hubwright-gpu-countaccess-role-c8aa95c3",
        "  ClusterRoleBinding/hubwright-gpu-countaccess-binding-c8772d3a",
        "hubwright-hub",
        "  ConfigMap/hubwright-hub-code",
        "  HelmChart/jupyterhub",
        "hubwright-users",
        "  Secret/hubwright-users-f",
      ]
    `);
  });

  test('of one with everything', () => {
    expect(listed(manifestsOf(everything()))).toMatchInlineSnapshot(`
      [
        "hubwright-base",
        "  Namespace/jupyterhub",
        "  StorageClass/hubwright-home",
        "hubwright-credentials",
        "  Secret/hubwright-registry",
        "  Secret/hubwright-secret-values",
        "hubwright-gpu",
        "  ClusterRole/hubwright-gpu-countaccess-role-c8aa95c3",
        "  ClusterRoleBinding/hubwright-gpu-countaccess-binding-c8772d3a",
        "  ConfigMap/hubwright-gpu-deviceplugin-configs-c810ebcf",
        "  DaemonSet/hubwright-device-plugin",
        "  DaemonSet/hubwright-mps-control-daemon-4",
        "hubwright-hub",
        "  ConfigMap/hubwright-hub-code",
        "  HelmChart/jupyterhub",
        "  Middleware/https-redirect",
        "  Ingress/https-redirect",
        "hubwright-users",
        "  Secret/hubwright-users-f",
      ]
    `);
  });

  test('keep what has state when it disappears from its file', () => {
    const kept = Object.values(manifestsOf(everything()))
      .flat()
      .filter((it) => it.metadata.labels?.['objectset.rio.cattle.io/prune'] === 'false');
    expect(kept.map((it) => it.kind)).toEqual(['Namespace', 'StorageClass', 'HelmChart']);
  });

  test('make homes of folders that exist, and keep them', () => {
    const homes = manifestsOf(load().platform)['hubwright-base']?.find((it) => it.kind === 'StorageClass');
    expect(homes).toMatchObject({
      metadata: { annotations: { defaultVolumeType: 'local' } },
      ...{ provisioner: 'rancher.io/local-path', reclaimPolicy: 'Retain', volumeBindingMode: 'WaitForFirstConsumer' },
    });
  });

  test('let the hub list nodes, and read nothing else outside its namespace', () => {
    const all = Object.values(manifestsOf(everything())).flat();
    const roles = all.filter((it) => it.kind === 'ClusterRole' || it.kind === 'Role') as unknown as {
      rules: object[];
    }[];
    expect(roles.flatMap((it) => it.rules)).toEqual([{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }]);
  });

  test('show no secret in the HelmChart', () => {
    const { 'hubwright-hub': hub, 'hubwright-credentials': credentials } = manifestsOf(everything());
    expect(JSON.stringify(hub)).not.toContain('s3cret');
    expect(JSON.stringify(credentials)).toContain('s3cret-database');
    const chart = hub?.find((it) => it.kind === 'HelmChart');
    expect(chart?.spec.valuesSecrets).toEqual([{ name: 'hubwright-secret-values', keys: ['values.yaml'] }]);
  });

  test('are objects that Kubernetes accepts', () => {
    const validators: Record<string, (object: Manifest) => void> = {
      Namespace: (object) => new Namespace(object as never).validate(),
      StorageClass: (object) => new StorageClass(object as never).validate(),
      Secret: (object) => new Secret(object as never).validate(),
      DaemonSet: (object) => new DaemonSet(object as never).validate(),
      ConfigMap: (object) => new ConfigMap(object as never).validate(),
      ClusterRole: (object) => new ClusterRole(object as never).validate(),
      ClusterRoleBinding: (object) => new ClusterRoleBinding(object as never).validate(),
      Ingress: (object) => new Ingress(object as never).validate(),
      HelmChart: (object) => {
        const validate = new Ajv({ strict: false, allErrors: true, formats: { int32: true, int64: true } }).compile(
          strict(helmChartSchema()),
        );
        expect(validate(object) ? [] : validate.errors).toEqual([]);
      },
      // Traefik's CRD is not ours; its object has one field, which the browser tests of a cluster would miss.
      Middleware: (object) => expect(object.spec).toEqual({ redirectScheme: { scheme: 'https', permanent: false } }),
    };
    const objects = Object.values(manifestsOf(everything())).flat();
    expect(objects.length).toBeGreaterThan(6);
    for (const object of objects) {
      expect(validators).toHaveProperty(object.kind);
      expect(() => validators[object.kind]?.(object)).not.toThrow();
    }
    expect(() => validators.Secret?.({ ...objects[0], data: 1 } as never)).toThrow();
    expect(() => validators.HelmChart?.({ ...objects[0], spec: { chrat: 'jupyterhub' } } as never)).toThrow();
  });
});

describe('the values', () => {
  test('merge raw ones last', () => {
    const values = shownValues(
      load({ hub: { values: { hub: { db: { pvc: { storage: '5Gi' } } }, debug: { enabled: true } } } }).platform,
    );
    expect(values.hub?.db?.pvc).toMatchObject({ storage: '5Gi', storageClassName: 'hubwright-home' });
    expect(values.debug).toEqual({ enabled: true });
  });

  test('reach browsers through Traefik, since another load balancer would never get its ports', () => {
    const { ingress, proxy } = shownValues(load().platform);
    expect(ingress).toEqual({ enabled: true, ingressClassName: 'traefik', hosts: [] });
    expect(proxy?.service).toEqual({ type: 'ClusterIP' });
  });

  test('open the private networks that are named', () => {
    const values = shownValues(load({ hub: { network: { allow: ['10.20.0.0/16'] } } }).platform);
    expect(values.singleuser?.networkPolicy?.egress).toEqual([{ to: [{ ipBlock: { cidr: '10.20.0.0/16' } }] }]);
  });

  test('name an image by its digest as well as by its tag', () => {
    const digest = `quay.io/jupyter/minimal-notebook@sha256:${'a'.repeat(64)}`;
    const values = shownValues(load({ images: [{ name: 'pinned', image: digest }] }).platform);
    expect(`${values.singleuser?.image?.name}:${values.singleuser?.image?.tag}`).toBe(digest);
  });
});

/** Has a schema refuse fields that it does not know, as the API server does when it is asked to validate strictly. */
function strict(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_key, value) =>
    value?.properties &&
    value.type === 'object' &&
    !value['x-kubernetes-preserve-unknown-fields'] &&
    Object.keys(value.properties).length > 1
      ? { ...value, additionalProperties: value.additionalProperties ?? false }
      : value,
  ) as object;
}
