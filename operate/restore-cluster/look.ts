import { type UpOptions, up } from '../../bootstrap/up.ts';
import { clusterFolder } from '../../cluster/cluster-folder.ts';
import { k3sNodes } from '../../cluster/node-config.ts';
import type { HostFacts } from '../../cluster/probe.ts';
import { RESTORE_CLUSTER, type RestoreRecord, readRestore } from '../../cluster/restore-record.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { BackupRepository } from '../backup/repository.ts';
import { resticFailure } from '../restore/restic-failure.ts';
import { assignNodes, type LostNode, lostNodes, type NewNode } from './assign-nodes.ts';
import { type ClusterBackup, chooseBackup, withKept } from './choose-backup.ts';
import { refuseUsedHosts } from './empty-hosts.ts';
import { readKept } from './kept-agents.ts';
import { refuseRunningServers } from './old-servers.ts';

/** The command, as messages name it. */
export const AGAIN = `npx hubwright ${RESTORE_CLUSTER}`;

const START_OVER = 'To start over, run `npx hubwright down` first.';

/** What the parts of a restore share: the options of its `up`. */
export type ClusterRestore = Omit<UpOptions, 'only' | 'from' | 'upTo' | 'dryRun' | 'isRestore' | 'again'>;

export interface ClusterRequest {
  /** Nothing newer, in milliseconds since 1970. @default - the newest */
  readonly at?: number | undefined;
  /** By the name of a node that was lost: the node that gets what was on it. */
  readonly nodes: ReadonlyMap<string, string>;
  /** Agents that have survived, and stay as they are. */
  readonly keep: readonly string[];
}

/** What is restored, and where to. */
export interface ClusterPlan {
  readonly backup: ClusterBackup;
  readonly lost: readonly LostNode[];
  readonly nodes: readonly NewNode[];
  /** By the name of a node that was lost. */
  readonly assigned: ReadonlyMap<string, string>;
  /** Agents that stay as they are. */
  readonly kept: readonly string[];
  /** Nothing newer is restored, in milliseconds since 1970. */
  readonly until: number;
  /** Whether an earlier try has begun with it. */
  readonly isBegun: boolean;
}

/** The first server, where the datastore is put. */
export function firstServer({ platform, hosts }: Pick<ClusterRestore, 'platform' | 'hosts'>): Host {
  const name = k3sNodes(platform)[0]?.name;
  const host = hosts.find((it) => it.name === name);
  if (host === undefined) throw new Error('There is no host for the first server');
  return host;
}

/**
 * Finds out what would be restored where. Hosts are marked, and restic is installed on the first server, which alone can read
 * the repository; nothing else is changed.
 *
 * @throws UserError if a host is not empty, or what was backed up does not fit
 */
export async function planClusterRestore(
  restore: ClusterRestore,
  request: ClusterRequest,
  now: number,
): Promise<ClusterPlan> {
  const { platform, hosts, signal, directory } = restore;
  const { name } = platform.cluster;
  const folder = clusterFolder(directory, name);
  const begun = readRestore(folder);
  if (begun !== undefined) refuseOther(request, begun, platform);
  const kept = begun?.kept ?? request.keep;
  const [staying, others] = [true, false].map((is) => hosts.filter((it) => kept.includes(it.name) === is));
  if (begun === undefined) {
    await Promise.all([
      refuseUsedHosts(others ?? [], signal, { platform }),
      refuseRunningServers(platform, { directory, signal }),
    ]);
  }
  const folders = await readKept(staying ?? [], { folder, cluster: name, signal });
  const first = firstServer(restore);
  const upTo = ['mark', `restore/${first.name}`];
  const facts = await up({ ...restore, upTo, dryRun: false, isRestore: true, again: AGAIN });
  if (begun !== undefined) refuseEmptied(begun, facts?.get(first.name));
  // Now all of them answer.
  if (begun === undefined) await refuseUsedHosts(others ?? [], signal, { platform, mustAnswer: true });
  const snapshots = await new BackupRepository(first, name, signal).snapshots().catch((error) => {
    throw resticFailure(error, '');
  });
  const until = begun?.until ?? request.at ?? now;
  const backup = withKept(chooseBackup(snapshots, until, name), folders);
  const lost = lostNodes(backup);
  const nodes = k3sNodes(platform).flatMap(({ name, role }): NewNode[] => {
    const disk = facts?.get(name)?.disk;
    return disk === undefined ? [] : [{ name, isServer: role === 'server', disk }];
  });
  const assigned =
    begun === undefined
      ? new Map([...assignNodes(lost, nodes, request.nodes), ...kept.map((it) => [it, it] as const)])
      : new Map(Object.entries(begun.nodes));
  return { backup, lost, nodes, assigned, kept, until, isBegun: begun !== undefined };
}

/** @throws UserError if somebody has given the restore up elsewhere: the rest of it would make an empty cluster */
export function refuseEmptied(
  { done }: Pick<RestoreRecord, 'done'>,
  first: Pick<HostFacts, 'units'> | undefined,
): void {
  if (first === undefined || first.units.size > 0 || !done.includes('datastore')) return;
  throw new UserError('the restore of this cluster has begun already, and what it had put on the hosts is gone', {
    fix: START_OVER,
  });
}

/** Options that were given before may be given again, and left out. */
export function refuseOther(
  { at, nodes, keep }: ClusterRequest,
  begun: RestoreRecord,
  platform: Pick<Platform, 'cluster'>,
): void {
  const isKept =
    keep.length === 0 || (keep.length === begun.kept.length && keep.every((it) => begun.kept.includes(it)));
  const isSame =
    (at ?? begun.until) === begun.until && isKept && [...nodes].every(([lost, to]) => begun.nodes[lost] === to);
  if (!isSame) {
    throw new UserError('a restore of this cluster has begun already, and is continued as it began', {
      fix: `Give the same --at, --node and --keep as then, or none: \`${AGAIN}\`. ${START_OVER}`,
      exitCode: 2,
    });
  }
  const named = new Set(k3sNodes(platform).map((it) => it.name));
  const used = [...Object.values(begun.nodes), ...(begun.volumes ?? []).map((it) => it.node)];
  const missing = [...new Set(used)].filter((it) => !named.has(it));
  if (missing.length === 0) return;
  const verb = missing.length === 1 ? 'is' : 'are';
  throw new UserError(
    `a restore of this cluster has begun with ${missing.join(', ')}, which ${verb} not in platform.yaml any more`,
    { fix: `Add ${missing.length === 1 ? 'it' : 'them'} again, and the same command continues. ${START_OVER}` },
  );
}
