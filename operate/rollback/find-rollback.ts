import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { type HubVersions, hubVersions } from '../../bootstrap/snapshot/find-upgrade.ts';
import { paths } from '../../cluster/node-config.ts';
import type { Entry } from '../../cluster/record/entry.ts';
import { revisionOf } from '../../cluster/record/recorded-upgrade.ts';
import type { Host } from '../../system/hosts/host.ts';
import type { AskedCluster } from '../ask-server.ts';
import { type ChosenRollback, chooseRollback } from './choose-rollback.ts';
import { lookAtNodes } from './look-at-nodes.ts';
import { onNode } from './node-program.ts';

/** The manifests and the token of a snapshot. Secret. */
const CONTENT = z.object({ manifests: z.record(z.string(), z.string()), token: z.string().nullable() });

/** What a rollback does. */
export interface RollbackPlan extends Omit<ChosenRollback, 'open'> {
  /** Number of the change that is undone. */
  readonly revision: number;
  /** Number of the first try, where it has begun already. */
  readonly begun: number | undefined;
  /** Whether the hub goes back, with its database. */
  readonly isHub: boolean;
  /** Its versions. */
  readonly hub: { readonly before: HubVersions | undefined; readonly now: HubVersions | undefined };
  /** Manifests of before, by file name. Secret. */
  readonly manifests: ReadonlyMap<string, string>;
  /** The full token of before. Secret. */
  readonly token: string | undefined;
}

/**
 * Finds out what a rollback would do. Changes nothing.
 *
 * @param change number of the change to undo; the last one that has a snapshot if undefined
 * @param entries what the servers have recorded, oldest first
 * @throws UserError if there is none, or if a host is missing: an agent that stayed newer than its servers is not supported
 */
export async function findRollback(
  cluster: AskedCluster,
  change: number | undefined,
  entries: readonly Entry[],
): Promise<RollbackPlan> {
  const { snapshot, open, ...rest } = chooseRollback(await lookAtNodes(cluster), change, entries);
  const server = rest.nodes[0]?.host;
  if (server === undefined) throw new Error('A cluster has at least one server');
  const { signal } = cluster;
  const content = CONTENT.parse(JSON.parse(await onNode(server, { part: 'content', name: snapshot }, { signal })));
  const manifests = new Map(Object.entries(content.manifests));
  const hub = await hubOf(server, manifests);
  return {
    ...{ snapshot, revision: revisionOf(snapshot), begun: open?.revision, ...rest },
    ...{ isHub: open?.isHub ?? !isDeepStrictEqual(hub.before, hub.now), hub, manifests },
    token: content.token?.trim(),
  };
}

async function hubOf(server: Host, manifests: ReadonlyMap<string, string>): Promise<RollbackPlan['hub']> {
  for (const [file, text] of manifests) {
    const before = hubVersions(text);
    if (before === undefined) continue;
    const now = await server.read(`${paths.manifests}/${file}`);
    return { before, now: now === undefined ? undefined : hubVersions(now) };
  }
  return { before: undefined, now: undefined };
}
