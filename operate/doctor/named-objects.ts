import type { ClusterLook } from '../../cluster/cluster-look.ts';
import { isSame, nameOf, type ObjectRef } from '../../cluster/object-ref.ts';
import { isBehindAnother } from '../../platform/ingress-class.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type Check, checked, skipped } from './check.ts';

export const ABOUT_NAMED = { id: 'objects', area: 'cluster', title: 'objects that the settings name' } as const;

/** An object that a setting names, and that somebody else has to make. */
interface NamedObject {
  /** Dotted. */
  readonly setting: string;
  readonly ref: ObjectRef;
  /** What happens while it is missing. */
  readonly cost: string;
}

/** Kinds of objects, as the settings call them. */
const KINDS = {
  claim: ['v1', 'PersistentVolumeClaim'],
  configMap: ['v1', 'ConfigMap'],
  secret: ['v1', 'Secret'],
  storageClass: ['storage.k8s.io/v1', 'StorageClass'],
  ingressClass: ['networking.k8s.io/v1', 'IngressClass'],
  clusterIssuer: ['cert-manager.io/v1', 'ClusterIssuer'],
} as const;
const CLUSTER_WIDE: readonly (keyof typeof KINDS)[] = ['storageClass', 'ingressClass', 'clusterIssuer'];

const NO_SERVERS = 'servers stay pending';
const NOBODY_SERVES = "nobody serves the hub's address";

/** All of them. */
export function namedObjects({ hub, servers, storage }: Platform): NamedObject[] {
  const { tls, database } = hub;
  const named = (setting: string, kind: keyof typeof KINDS, name: string | undefined, cost: string): NamedObject[] => {
    if (name === undefined) return [];
    const [apiVersion, of] = KINDS[kind];
    const namespace = CLUSTER_WIDE.includes(kind) ? undefined : hub.namespace;
    return [{ setting, ref: { apiVersion, kind: of, namespace, name }, cost }];
  };
  return [
    ...named('storage.home.claim', 'claim', storage.home.claim, NO_SERVERS),
    ...named('storage.home.class', 'storageClass', storage.home.class, 'servers of new users stay pending'),
    ...storage.shared.flatMap((it, i) => named(`storage.shared[${i}].claim`, 'claim', it.claim, NO_SERVERS)),
    ...servers.volumes.flatMap((it, i) =>
      (['claim', 'configMap', 'secret'] as const).flatMap((kind) =>
        named(`servers.volumes[${i}].${kind}`, kind, it[kind], NO_SERVERS),
      ),
    ),
    ...(database.type === 'sqlite'
      ? named('hub.database.class', 'storageClass', database.class, 'a new hub has no database, and does not start')
      : []),
    ...(isBehindAnother(hub)
      ? named('hub.ingress.className', 'ingressClass', hub.ingress.className, NOBODY_SERVES)
      : []),
    ...(tls.type === 'secret'
      ? named('hub.tls.name', 'secret', tls.name, 'browsers get a certificate that they do not trust')
      : []),
    ...(tls.type === 'certManager'
      ? named('hub.tls.issuer', 'clusterIssuer', tls.issuer, 'the hub gets no certificate')
      : []),
  ];
}

/** Whether they are there; no check where the settings name none. */
export function namedObjectsCheck(platform: Platform, { objects }: Pick<ClusterLook, 'objects'>): Check[] {
  const named = namedObjects(platform);
  if (named.length === 0) return [];
  if (objects === undefined) return [skipped(ABOUT_NAMED, 'the Kubernetes API does not say')];
  const missing = named.filter(({ ref }) => objects.missing.some((it) => isSame(ref, it)));
  const problems = missing.map(({ setting, ref, cost }): ProblemAt => {
    const message = `there is no ${nameOf(ref)} in the cluster`;
    const fix = 'Create it, by hand or in main.ts, or name another.';
    return { severity: 'error', where: setting, message, cost, fix };
  });
  return [checked(ABOUT_NAMED, problems, named.map(({ ref }) => nameOf(ref)).join(', '))];
}
