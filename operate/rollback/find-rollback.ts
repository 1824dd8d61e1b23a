import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { type HubVersions, hubVersions } from '../../bootstrap/snapshot/find-upgrade.ts';
import { k3sNodes, paths } from '../../cluster/node-config.ts';
import type { Entry } from '../../cluster/record/entry.ts';
import { openRollback, revisionOf } from '../../cluster/record/recorded-upgrade.ts';
import type { Host } from '../../system/hosts/host.ts';
import type { AskedCluster } from '../ask-server.ts';
import { nodesOfCluster, requireParts } from './check-nodes.ts';
import { type ChosenRollback, chooseRollback } from './choose-rollback.ts';
import { lookAtNodes } from './look-at-nodes.ts';
import { databaseType, type ManifestChanges, manifestChanges, manifestsBack, type TwoSides } from './manifests-back.ts';
import { imagesOfTars, missingImages } from './missing-images.ts';
import { onNode } from './node-program.ts';
import { requireRoom } from './require-room.ts';

/** The manifests and the token of a snapshot. Secret. */
const CONTENT = z.object({ manifests: z.record(z.string(), z.string()), token: z.string().nullable() });

/** What a rollback does. */
export interface RollbackPlan extends Omit<ChosenRollback, 'open'> {
  /** Number of the change that is undone. */
  readonly revision: number;
  /** Number of the first try, where it has begun already. */
  readonly begun: number | undefined;
  /** Names of nodes in the settings that have no k3s, and stay as they are. */
  readonly without: readonly string[];
  /** Whether the hub goes back, with its database. */
  readonly isHub: boolean;
  readonly hub: HubBack;
  /** Manifests as it leaves them, by file name; empty where one is emptied. Secret. */
  readonly manifests: ReadonlyMap<string, string>;
  readonly changes: ManifestChanges;
  /** Images of the hub's release of before that nodes no longer have, and can get from no registry; by node. */
  readonly missingImages: ReadonlyMap<string, readonly string[]>;
  /** The full token of before. Secret. */
  readonly token: string | undefined;
}

/** The hub's release. */
export interface HubBack {
  /** Name of the manifest that it was in. */
  readonly file: string | undefined;
  readonly before: HubVersions | undefined;
  readonly now: HubVersions | undefined;
  /** Where its database was, as `hub.db.type` of the chart. */
  readonly database: string;
  /** The node that has the copy of its database; undefined where that is on none. */
  readonly node: string | undefined;
}

/**
 * Finds out what a rollback would do. Changes nothing.
 *
 * @param change number of the change to undo; the last one that has a snapshot if undefined
 * @param entries what the servers have recorded, oldest first
 * @param ours names of the manifests of the cluster
 * @throws UserError if there is none, or if what it needs, or room for it, is missing on any node
 */
export async function findRollback(
  cluster: AskedCluster,
  change: number | undefined,
  { entries, ours }: { readonly entries: readonly Entry[]; readonly ours: readonly string[] },
): Promise<RollbackPlan> {
  const { platform, recorded, signal } = cluster;
  const looked = nodesOfCluster(await lookAtNodes(cluster), {
    names: k3sNodes(platform).map((it) => it.name),
    recorded: recorded.map((it) => it.name),
    isBegun: openRollback(entries) !== undefined,
  });
  const { snapshot, open, ...rest } = chooseRollback(looked.nodes, change, entries);
  const server = rest.nodes[0]?.host;
  if (server === undefined) throw new Error('A cluster has at least one server');
  const content = CONTENT.parse(JSON.parse(await onNode(server, { part: 'content', name: snapshot }, { signal })));
  const before = new Map(Object.entries(content.manifests));
  const sides = { before, now: await readNow(server, new Set([...before.keys(), ...ours])) };
  const hub = hubOf(sides);
  const isHub = open?.isHub ?? !isDeepStrictEqual(hub.before, hub.now);
  const node = requireParts(rest.nodes, { isHub, database: hub.database, namespace: platform.hub.namespace });
  await requireRoom({ ...rest, snapshot, begun: open?.revision, holder: node }, signal);
  const manifests = manifestsBack(sides, rest.isDatastore, isHub ? hub.file : undefined);
  const back = hub.file === undefined ? '' : (manifests.get(hub.file) ?? '');
  const isAirgapped = platform.cluster.airgap !== undefined;
  const images = back === sides.now.get(hub.file ?? '') ? [] : imagesOfTars(back, isAirgapped);
  return {
    ...{ snapshot, revision: revisionOf(snapshot), begun: open?.revision, ...rest, without: looked.without },
    ...{ isHub, hub: { ...hub, node }, manifests, changes: manifestChanges(sides.now, manifests) },
    missingImages: await missingImages(rest.nodes, images, signal),
    token: content.token?.trim(),
  };
}

async function readNow(server: Host, files: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    [...files].map(async (file) => [file, await server.read(`${paths.manifests}/${file}`)] as const),
  );
  return new Map(found.flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const])));
}

function hubOf({ before, now }: TwoSides): Omit<HubBack, 'node'> {
  for (const [file, text] of before) {
    const versions = hubVersions(text);
    if (versions === undefined) continue;
    const current = now.get(file);
    const later = current === undefined ? undefined : hubVersions(current);
    return { file, before: versions, now: later, database: databaseType(text) };
  }
  return { file: undefined, before: undefined, now: undefined, database: '' };
}
