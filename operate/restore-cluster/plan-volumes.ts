import * as z from 'zod';
import type { RestoredVolume } from '../../cluster/restore-record.ts';
import { HUB_CLAIM } from '../../cluster/storage.ts';
import type { Snapshot } from '../backup/repository.ts';
import { volumeOfFolder } from '../homes/place.ts';
import { homeOf } from '../restore/in-snapshot.ts';
import { type ClusterBackup, folderOn } from './choose-backup.ts';
import type { KeptFolder } from './kept-agents.ts';
import { leftOf, restOf, strayOf } from './left-volumes.ts';

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
 * a home that was made after the datastore's backup gets a volume for its user's next server. What is still there on agents
 * that stay is used as it is. Pure.
 */
export function planVolumes(asked: VolumeQuestion): VolumePlan {
  const found = asked.objects.map((it) => VOLUME.parse(it)).filter((it) => nodeOf(it) !== undefined && pathOf(it));
  const current = currentDatabase(found, asked);
  const { database } = asked.backup;
  const known = new Set(found.map(pathOf));
  const others = [...asked.backup.volumes.values()].filter((it) => !known.has(homeOf(it)));
  const inPlace = new Set(found.map((it) => folderOn(nodeOf(it) ?? '', pathOf(it))));
  const folders = [...asked.backup.kept.values()]
    .filter((it) => !inPlace.has(folderOn(it.node, it.path)))
    .sort((a, b) => firstSeen(b, asked) - firstSeen(a, asked));
  const newer = folders.filter((it) => firstSeen(it, asked) > asked.backup.datastore.time);
  // Of a node that has never made a backup, nothing tells whether a folder is new.
  const moved = newer.filter((it) =>
    [...asked.backup.sinceOn.keys()].some((key) => key.startsWith(folderOn(it.node, ''))),
  );
  const planned = found.map((it) => {
    const kept = keptOf(it, moved, asked);
    if (kept !== undefined) return keptVolume(it, kept, it === current);
    const snapshot =
      it === current ? database : (movedSince(it, others, asked) ?? asked.backup.volumes.get(pathOf(it)));
    return sameVolume(it, { snapshot, isDatabase: it === current }, asked);
  });
  const claims = new Set(found.map(({ spec }) => `${spec.claimRef?.namespace}/${spec.claimRef?.name}`));
  const made = firstOfEach([
    ...newer.filter((it) => !known.has(it.path)).flatMap((it) => madeSince(it, claims, asked)),
    ...others
      .filter((it) => isNewer(it, asked))
      .flatMap((it) => {
        const { namespace = '', claim = '', node } = it;
        return madeSince({ namespace, claim, node, path: homeOf(it), snapshot: it }, claims, asked);
      }),
  ]);
  const used = new Set([...planned, ...made].flatMap((it) => [it.source?.snapshot, folderOn(it.node, it.path)]));
  const rest = others.filter((it) => !used.has(it.id));
  return {
    volumes: [...planned, ...made],
    left: [
      ...leftOf([...planned, ...made], { made, moved: new Set(moved.map((it) => folderOn(it.node, it.path))) }, asked),
      ...strayOf(
        folders.filter((it) => !used.has(folderOn(it.node, it.path))),
        [...planned, ...made],
        asked,
      ),
      ...restOf(
        current === undefined && database !== undefined ? [database, ...rest] : rest,
        [...planned, ...made],
        asked,
      ),
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

/**
 * The folder of a volume on an agent that stays: where the datastore has it, or where it has come to since. One of the same name
 * that was there before, while the volume was on another node, is an old copy.
 *
 * @param moved folders that are newer than the datastore's backup, the newest first
 */
function keptOf(
  volume: Volume,
  moved: readonly KeptFolder[],
  { backup }: Pick<VolumeQuestion, 'backup'>,
): KeptFolder | undefined {
  const own = backup.kept.get(folderOn(nodeOf(volume) ?? '', pathOf(volume)));
  if (own !== undefined || volume.status?.phase === 'Released') return own;
  const { claimRef } = volume.spec;
  return moved.find((it) => it.namespace === claimRef?.namespace && it.claim === claimRef.name);
}

/** The volume for a folder that is there. */
function keptVolume(volume: Volume, { node, path, namespace, claim }: KeptFolder, isDatabase: boolean): RestoredVolume {
  const { local, hostPath, ...spec } = volume.spec;
  const folder = local === undefined ? { hostPath: { ...hostPath, path } } : { local: { ...local, path } };
  const object = onNode({ ...volume, spec: { ...spec, ...folder } }, node);
  return { name: volume.metadata.name, namespace, claim, node, path, object, isDatabase };
}

/** One for each claim, which would get any of several. */
function firstOfEach(volumes: readonly RestoredVolume[]): RestoredVolume[] {
  const first = new Map([...volumes].reverse().map((it) => [`${it.namespace}/${it.claim}`, it]));
  return volumes.filter((it) => first.get(`${it.namespace}/${it.claim}`) === it);
}

/** When a folder was first backed up by its node; what no backup has yet is newer than all of them. */
const firstSeen = ({ node, path }: KeptFolder, { backup }: Pick<VolumeQuestion, 'backup'>) =>
  backup.sinceOn.get(folderOn(node, path)) ?? Number.MAX_SAFE_INTEGER;

/** Whether a folder was first backed up after the datastore. */
const isNewer = (it: Snapshot, { backup }: Pick<VolumeQuestion, 'backup'>) =>
  (backup.since.get(homeOf(it)) ?? 0) > backup.datastore.time;

/** The newest backup of a claim whose volume was replaced after the datastore's backup: of a home that has moved since, say. */
function movedSince(
  { spec, status }: Volume,
  others: readonly Snapshot[],
  { backup }: Pick<VolumeQuestion, 'backup'>,
): Snapshot | undefined {
  if (status?.phase === 'Released') return undefined;
  return others
    .filter((it) => it.namespace === spec.claimRef?.namespace && it.claim === spec.claimRef?.name)
    .filter((it) => isNewer(it, { backup }))
    .sort((a, b) => b.time - a.time)[0];
}

/** Of what has been made after the datastore's backup, a home that the datastore does not know. */
function madeSince(
  { namespace: found, claim, node: from, path, snapshot }: KeptFolder & { readonly snapshot?: Snapshot },
  claims: ReadonlySet<string>,
  { nodes, fallback, namespace, size }: VolumeQuestion,
): RestoredVolume[] {
  const isHome = found === namespace && claim.startsWith('claim-');
  if (!isHome || size === undefined || claims.has(`${namespace}/${claim}`)) return [];
  const node = nodes.get(from) ?? fallback;
  const { name, object } = volumeOfFolder({ node, path }, { namespace, claim, size });
  const source = snapshot === undefined ? {} : { source: sourceOf(snapshot) };
  return [{ name, namespace, claim, node, path, object: { ...object }, ...source, isDatabase: false }];
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

/** Its folder; empty where it is none. */
export const pathOf = ({ spec }: Pick<Volume, 'spec'>): string => (spec.local ?? spec.hostPath)?.path ?? '';

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
