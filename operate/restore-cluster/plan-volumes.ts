import { posix } from 'node:path';
import * as z from 'zod';
import type { RestoredVolume } from '../../cluster/restore-record.ts';
import { HUB_CLAIM } from '../../cluster/storage.ts';
import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import { names } from '../../platform/names.ts';
import { homeOwner } from '../../platform/slug.ts';
import { timeOf } from '../at-time.ts';
import type { Snapshot } from '../backup/repository.ts';
import { homeOf } from '../restore/in-snapshot.ts';
import { volumeOf } from '../restore/place.ts';
import type { ClusterBackup } from './choose-backup.ts';

const TERM = z.looseObject({
  matchExpressions: z
    .array(z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) }))
    .default([]),
});
const FOLDER = z.looseObject({ path: z.string() }).optional();
/** A PersistentVolume, as far as it is read. */
export const VOLUME = z.looseObject({
  kind: z.literal('PersistentVolume'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    claimRef: z.looseObject({ namespace: z.string(), name: z.string() }).optional(),
    local: FOLDER,
    hostPath: FOLDER,
    nodeAffinity: z.looseObject({ required: z.looseObject({ nodeSelectorTerms: z.array(TERM) }) }).optional(),
  }),
  status: z.looseObject({ phase: z.string().optional() }).optional(),
});
type Volume = z.output<typeof VOLUME>;

const HOSTNAME = 'kubernetes.io/hostname';
/** What Kubernetes itself adds to an object. */
const OF_KUBERNETES = new Set([
  ...['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'finalizers', 'generation', 'selfLink'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds'],
]);

/** What is known when the datastore can be read. */
export interface VolumeQuestion {
  /** The PersistentVolumes of the datastore, as Kubernetes gives them. */
  readonly objects: readonly unknown[];
  readonly backup: ClusterBackup;
  /** By the name of a node that was lost: the one that gets what was on it. */
  readonly nodes: ReadonlyMap<string, string>;
  /** The node for what was on one that no backup knows. */
  readonly fallback: string;
  /** The hub's. */
  readonly namespace: string;
  readonly users: readonly string[];
  /** Of new volumes: `10Gi`; undefined where homes are not on nodes. */
  readonly size: string | undefined;
}

export interface VolumePlan {
  readonly volumes: readonly RestoredVolume[];
  /** What does not fit, a sentence each. */
  readonly left: readonly string[];
}

/**
 * Which volumes are made again for which nodes, and from which backups. What the datastore names comes back as it names it;
 * a home that was made after the datastore's backup gets a volume for its user's next server. Pure.
 */
export function planVolumes(asked: VolumeQuestion): VolumePlan {
  const found = asked.objects.map((it) => VOLUME.parse(it)).filter((it) => nodeOf(it) !== undefined && pathOf(it));
  const current = currentDatabase(found, asked);
  const { database } = asked.backup;
  const known = new Set(found.map(pathOf));
  const others = [...asked.backup.volumes.values()].filter((it) => !known.has(homeOf(it)));
  const planned = found.map((it) => {
    const snapshot =
      it === current ? database : (movedSince(it, others, asked) ?? asked.backup.volumes.get(pathOf(it)));
    return sameVolume(it, { snapshot, isDatabase: it === current }, asked);
  });
  const claims = new Set(found.map(({ spec }) => `${spec.claimRef?.namespace}/${spec.claimRef?.name}`));
  const made = others.flatMap((it) => madeSince(it, claims, asked));
  const used = new Set([...planned, ...made].map((it) => it.source?.snapshot));
  const rest = others.filter((it) => !used.has(it.id));
  return {
    volumes: [...planned, ...made],
    left: [
      ...leftOf([...planned, ...made], made, asked),
      ...restOf(current === undefined && database !== undefined ? [database, ...rest] : rest, asked),
    ],
  };
}

function sameVolume(
  volume: Volume,
  { snapshot, isDatabase }: { readonly snapshot: Snapshot | undefined; readonly isDatabase: boolean },
  { nodes, fallback }: Pick<VolumeQuestion, 'nodes' | 'fallback'>,
): RestoredVolume {
  const path = pathOf(volume);
  const node = nodes.get(nodeOf(volume) ?? '') ?? fallback;
  const { claimRef } = volume.spec;
  return {
    name: volume.metadata.name,
    ...{ namespace: claimRef?.namespace ?? '', claim: claimRef?.name ?? '', node, path },
    object: onNode(volume, node),
    ...(snapshot === undefined ? {} : { source: sourceOf(snapshot) }),
    isDatabase,
  };
}

/** The newest backup of a claim whose volume was replaced after the datastore's backup: of a home that has moved since, say. */
function movedSince(
  { spec, status }: Volume,
  others: readonly Snapshot[],
  { backup }: Pick<VolumeQuestion, 'backup'>,
): Snapshot | undefined {
  if (status?.phase === 'Released') return undefined;
  return others
    .filter((it) => it.namespace === spec.claimRef?.namespace && it.claim === spec.claimRef?.name)
    .filter((it) => (backup.since.get(homeOf(it)) ?? 0) > backup.datastore.time)
    .sort((a, b) => b.time - a.time)[0];
}

/** A home that is in the backups and that the datastore does not know yet: it has been made since. */
function madeSince(
  snapshot: Snapshot,
  claims: ReadonlySet<string>,
  { backup, nodes, fallback, namespace, size }: VolumeQuestion,
): RestoredVolume[] {
  const { claim = '' } = snapshot;
  const path = homeOf(snapshot);
  const isNewer = (backup.since.get(path) ?? 0) > backup.datastore.time;
  const isHome = snapshot.namespace === namespace && claim.startsWith('claim-');
  if (!isNewer || !isHome || size === undefined || claims.has(`${namespace}/${claim}`)) return [];
  const node = nodes.get(snapshot.node) ?? fallback;
  // As the provisioner names both: a node notes how large a home is by its folder.
  const [volume = ''] = posix.basename(path).split('_');
  const place = { node, folder: path, volume, state: 'new' as const };
  const object = { ...volumeOf(place, { namespace, claim, storageClass: names.storageClass, size }) };
  return [{ name: volume, namespace, claim, node, path, object, source: sourceOf(snapshot), isDatabase: false }];
}

const sourceOf = (snapshot: Snapshot) => ({ snapshot: snapshot.id, path: homeOf(snapshot), bytes: snapshot.bytes });

/** The volume for another node: same name, claim and folder, so that the claim has it as before. */
function onNode(volume: Volume, node: string): Record<string, unknown> {
  const { status: _, metadata, spec, ...rest } = volume;
  const own = Object.entries(metadata).filter(([key]) => !OF_KUBERNETES.has(key));
  const { resourceVersion: __, ...claimRef } = spec.claimRef ?? { namespace: '', name: '' };
  const terms = [{ matchExpressions: [{ key: HOSTNAME, operator: 'In', values: [node] }] }];
  return {
    ...{ apiVersion: 'v1', ...rest, metadata: Object.fromEntries(own) },
    spec: {
      ...spec,
      ...(spec.claimRef === undefined ? {} : { claimRef }),
      nodeAffinity: { required: { nodeSelectorTerms: terms } },
    },
  };
}

const pathOf = ({ spec }: Volume): string => (spec.local ?? spec.hostPath)?.path ?? '';

/** The one node of a volume; undefined if there are several or none is named. */
export function nodeOf({ spec }: Pick<Volume, 'spec'>): string | undefined {
  const terms = spec.nodeAffinity?.required.nodeSelectorTerms ?? [];
  const named = terms.map(({ matchExpressions }) => matchExpressions.find((it) => it.key === HOSTNAME)?.values);
  return named.length === 1 && named[0]?.length === 1 ? named[0][0] : undefined;
}

/** The volume that the hub has, or gets; undefined where nothing tells which of several that is. */
function currentDatabase(
  found: readonly Volume[],
  { namespace }: Pick<VolumeQuestion, 'namespace'>,
): Volume | undefined {
  const own = found.filter(({ spec }) => spec.claimRef?.namespace === namespace && spec.claimRef.name === HUB_CLAIM);
  const first = (phase: string) => own.find((it) => it.status?.phase === phase);
  return first('Bound') ?? first('Available') ?? (own.length === 1 ? own[0] : undefined);
}

function leftOf(volumes: readonly RestoredVolume[], made: readonly RestoredVolume[], asked: VolumeQuestion): string[] {
  return volumes.flatMap((it) => {
    const what = whatIs(it, asked);
    if (made.includes(it)) return [`${what} is newer than the backup of the cluster: it is kept for the next server.`];
    if (it.source !== undefined && it.source.path !== it.path && !it.isDatabase)
      return [`${what} was replaced after the backup of the cluster: the newer one is restored.`];
    if (it.source !== undefined) return [];
    if (it.isDatabase)
      return ["The hub's database is in no backup: it starts empty, and passwords are those of users.yaml."];
    if (!it.path.startsWith(`${LOCAL_STORAGE}/`))
      return [`${what} is in ${it.path}, which is not backed up: put it on ${it.node}.`];
    return [`${what} is in no backup up to then: it starts empty, on ${it.node}.`];
  });
}

/** Folders that the datastore has no volume for: left over, deleted or replaced when it was backed up. */
function restOf(rest: readonly Snapshot[], asked: VolumeQuestion): string[] {
  return rest.map((it) => {
    const { namespace = asked.namespace, claim = HUB_CLAIM } = it;
    const what = whatIs({ namespace, claim }, asked);
    return `${what}, backed up ${timeOf(it.time)} on ${it.node}, has no volume in the cluster: it stays in the backups (${it.id.slice(0, 8)}).`;
  });
}

function whatIs(
  { namespace, claim }: Pick<RestoredVolume, 'namespace' | 'claim'>,
  asked: Pick<VolumeQuestion, 'namespace' | 'users'>,
): string {
  if (namespace === asked.namespace && claim === HUB_CLAIM) return "The hub's database";
  const owner = namespace === asked.namespace ? homeOwner(claim, asked.users) : undefined;
  if (owner === undefined) return `The volume of ${namespace}/${claim}`;
  return `The home of ${owner.user}${owner.server === '' ? '' : ` (${owner.server})`}`;
}
