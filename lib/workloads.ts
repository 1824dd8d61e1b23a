import { quantityOf } from '../platform/kubernetes-quantity.ts';
import type { OtherPods } from '../platform/other-pods.ts';
import { isMapping, type Mapping, valueAt } from '../system/mapping.ts';
import { type Found, objectsOfKinds } from './manifest-objects.ts';
import { otherReleases } from './releases.ts';

/** Kinds whose pods stay. Those of a Job or a CronJob come and go. */
const STAYING = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Pod'];

/** What the pods of main.ts reserve: those of its own manifests, and what is declared of its releases. */
export function otherPods(manifests: ReadonlyMap<string, string>): readonly OtherPods[] {
  const ofManifests = objectsOfKinds(manifests, STAYING).map(podsOf);
  const ofReleases = otherReleases(manifests).flatMap(({ id, requests }): OtherPods[] => {
    if (requests === undefined) return [];
    const { cpu, memory } = requests;
    return [
      {
        name: `release ${id}`,
        ...share({ cpu, memory }),
        count: 1,
        isDivisible: true,
        nodeSelector: {},
        tolerations: [],
      },
    ];
  });
  return [...ofManifests, ...ofReleases].filter(({ millis, mebibytes }) => millis > 0 || mebibytes > 0);
}

/** The releases of main.ts whose requests are not declared. */
export function uncountedReleases(manifests: ReadonlyMap<string, string>): string[] {
  return otherReleases(manifests).flatMap(({ id, requests }) => (requests === undefined ? [id] : []));
}

function podsOf({ kind, metadata, object }: Found): OtherPods {
  const spec = valueAt(object, kind === 'Pod' ? ['spec'] : ['spec', 'template', 'spec']);
  const replicas = valueAt(object, ['spec', 'replicas']);
  const { nodeSelector, tolerations } = isMapping(spec) ? spec : {};
  return {
    name: `${kind} ${metadata.name}`,
    ...requestsOf(isMapping(spec) ? spec : {}),
    count: kind === 'DaemonSet' ? 'one on each node' : kind !== 'Pod' && typeof replicas === 'number' ? replicas : 1,
    isDivisible: false,
    nodeSelector: isMapping(nodeSelector) ? (nodeSelector as Record<string, string>) : {},
    tolerations: Array.isArray(tolerations) ? (tolerations as OtherPods['tolerations']) : [],
  };
}

/** As the scheduler counts: all containers together, or an init container that needs more than they do. */
function requestsOf({ containers, initContainers }: Mapping) {
  const [running, first] = [containers, initContainers].map((it) => (Array.isArray(it) ? it.map(requestOf) : []));
  const sum = (key: 'millis' | 'mebibytes') => (running ?? []).reduce((all, it) => all + it[key], 0);
  const most = (key: 'millis' | 'mebibytes') => Math.max(sum(key), ...(first ?? []).map((it) => it[key]));
  return { millis: most('millis'), mebibytes: most('mebibytes') };
}

/** What has a limit and no request reserves the limit. */
function requestOf(container: unknown) {
  const [requests, limits] = ['requests', 'limits'].map((it) => valueAt(container, ['resources', it]));
  return share({ ...(isMapping(limits) ? limits : {}), ...(isMapping(requests) ? requests : {}) });
}

function share({ cpu, memory }: Mapping) {
  return {
    millis: Math.round((quantityOf(cpu) ?? 0) * 1000),
    mebibytes: Math.ceil((quantityOf(memory) ?? 0) / 2 ** 20),
  };
}
