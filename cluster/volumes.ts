import * as z from 'zod';
import { type HomeOwner, homeOwner } from '../platform/slug.ts';
import type { Host } from '../system/hosts/host.ts';
import { HUB_CLAIM } from './storage.ts';

/** Where k3s's own provisioner keeps its volumes, a folder each: `pvc-<uid>_<namespace>_<claim>`. */
export const LOCAL_STORAGE = '/var/lib/rancher/k3s/storage';

/** A volume as Kubernetes has it, and where its data is. */
export interface LocatedVolume {
  readonly kind: 'database' | 'home' | 'other';
  /** Whose home it is; undefined for all else, and where neither its claim nor the claim's name tells. */
  readonly user: string | undefined;
  /** The named server that the home is of; empty for the default one, and for all else. */
  readonly server: string;
  /** Of the claim. */
  readonly namespace: string;
  readonly claim: string;
  /** Whether the claim exists; one of the same name that came later is not it. */
  readonly hasClaim: boolean;
  /** Name of the volume. */
  readonly volume: string;
  /** `Bound`; `Released` once its claim is gone; `Available` while it waits for the claim that it is kept for. */
  readonly phase: string;
  /** Size that was asked for: `10Gi`. */
  readonly capacity: string;
  /** The one node that it can be reached from; undefined if there are several. */
  readonly node: string | undefined;
  /** Its folder on a node; undefined where it is not a folder. */
  readonly path: string | undefined;
  /** When the volume was made, as ISO 8601; undefined where Kubernetes does not say. */
  readonly created?: string | undefined;
}

/** The nodes and the volumes of a cluster. */
export interface NodesAndVolumes {
  readonly nodes: readonly string[];
  readonly volumes: readonly LocatedVolume[];
}

/** The label of the claims that KubeSpawner makes. */
const OF_A_HOME = 'singleuser-storage';
const HOSTNAME = 'kubernetes.io/hostname';
/** Annotations in which KubeSpawner has the names that JupyterHub knows. */
const USER = 'hub.jupyter.org/username';
const SERVER = 'hub.jupyter.org/servername';

const strings = z.record(z.string(), z.string()).default({});
const term = z.object({
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) }))
    .default([]),
});
const folder = z.object({ path: z.string() }).optional();
const LIST = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      metadata: z.object({
        ...{ name: z.string(), namespace: z.string().optional(), uid: z.string().optional() },
        ...{ labels: strings, annotations: strings, creationTimestamp: z.string().optional() },
      }),
      spec: z
        .object({
          capacity: strings,
          claimRef: z.object({ namespace: z.string(), name: z.string(), uid: z.string().optional() }).optional(),
          local: folder,
          hostPath: folder,
          nodeAffinity: z.object({ required: z.object({ nodeSelectorTerms: z.array(term) }).optional() }).optional(),
        })
        .optional(),
      status: z.object({ phase: z.string().optional() }).optional(),
    }),
  ),
});
type Item = z.output<typeof LIST>['items'][number];

/**
 * Asks a server which nodes and volumes there are. Changes nothing.
 *
 * @param namespace the hub's: only claims in it are homes or its database
 */
export async function listVolumes(server: Host, namespace: string, signal: AbortSignal): Promise<NodesAndVolumes> {
  const argv = ['k3s', 'kubectl', 'get', 'nodes,pv,pvc', '-A', '-o', 'json', '--request-timeout=60s'];
  const { stdout } = await server.run(argv, { sudo: true, timeout: 2 * 60_000, signal });
  const { items } = LIST.parse(JSON.parse(stdout));
  const named = (kind: string) => items.filter((it) => it.kind === kind);
  const claims = new Map(
    named('PersistentVolumeClaim').map((it) => [`${it.metadata.namespace}/${it.metadata.name}`, it]),
  );
  return {
    nodes: named('Node').map((it) => it.metadata.name),
    volumes: named('PersistentVolume').map((it) => located(it, claims, namespace)),
  };
}

/** Says on a volume that has no claim yet whose home it is, as the claim will. */
export function ownerAnnotations({ user, server }: HomeOwner): Record<string, string> {
  return { [USER]: user, [SERVER]: server };
}

function located(volume: Item, claims: ReadonlyMap<string, Item>, hubNamespace: string): LocatedVolume {
  const { claimRef, local, hostPath, capacity } = volume.spec ?? {};
  const { namespace = '', name: claim = '' } = claimRef ?? {};
  const found = claims.get(`${namespace}/${claim}`);
  const isOfHub = namespace === hubNamespace;
  const isHome = isOfHub && (found?.metadata.labels.component === OF_A_HOME || claim.startsWith('claim-'));
  const named = isHome ? homeOwner(claim) : undefined;
  const { [USER]: user, [SERVER]: server } = { ...volume.metadata.annotations, ...found?.metadata.annotations };
  return {
    kind: isOfHub && claim === HUB_CLAIM ? 'database' : isHome ? 'home' : 'other',
    // The annotations have JupyterHub's own names; without them, the claim's name is read.
    user: isHome ? (user ?? named?.user) : undefined,
    server: isHome ? ((user === undefined ? named?.server : server) ?? '') : '',
    ...{ namespace, claim, hasClaim: found !== undefined && found.metadata.uid === claimRef?.uid },
    volume: volume.metadata.name,
    phase: volume.status?.phase ?? '',
    capacity: capacity?.storage ?? '',
    node: nodeOf(volume),
    path: (local ?? hostPath)?.path,
    created: volume.metadata.creationTimestamp,
  };
}

/** Each of the terms is enough by itself, so all have to name the same node. */
function nodeOf({ spec }: Item): string | undefined {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms ?? [];
  const nodes = terms.map(
    ({ matchExpressions }) =>
      matchExpressions.find(({ key, operator, values }) => key === HOSTNAME && operator === 'In' && values.length === 1)
        ?.values[0],
  );
  return nodes.every((it) => it === nodes[0]) ? nodes[0] : undefined;
}
