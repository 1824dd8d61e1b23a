import { UserError } from '../../system/user-error.ts';
import type { LookedNode, RollbackNode } from './look-at-nodes.ts';

/** The nodes that a cluster may have. */
export interface KnownNodes {
  /** Those of the settings. */
  readonly names: readonly string[];
  /** Those that this machine has set up. */
  readonly recorded: readonly string[];
  /** Whether a rollback has begun: the datastore of before may list nodes that were taken out since. */
  readonly isBegun: boolean;
}

/** The chart's own database, in a volume of the cluster. */
export const IN_VOLUME = 'sqlite-pvc';
const CLAIM = 'hub-db-dir';

/**
 * The nodes that have k3s, the first server first, and the names of those that have none.
 *
 * @throws UserError if the cluster has others, which would go on with what goes back elsewhere, or if the first server has none
 */
export function nodesOfCluster(
  looked: readonly LookedNode[],
  { names, recorded, isBegun }: KnownNodes,
): { readonly nodes: readonly LookedNode[]; readonly without: readonly string[] } {
  const listed = isBegun ? [] : looked.flatMap(({ facts }) => [...facts.running.keys()]);
  const others = [...new Set([...recorded, ...listed])].filter((it) => !names.includes(it)).sort();
  if (others.length > 0) {
    const [is, them] = others.length === 1 ? ['is a node', 'it'] : ['are nodes', 'them'];
    throw new UserError(`${others.join(', ')} ${is} of this cluster, and not in platform.yaml`, {
      fix: `A rollback needs every node: put ${them} back into platform.yaml, or take ${them} out with \`npx hubwright down --node NAME\`. Nothing was changed.`,
    });
  }
  const [first] = looked;
  const known = new Set(first?.snapshots.map((it) => it.name));
  // An installer that was cut off may have left no unit: what it replaced has to go back.
  const hasK3s = ({ node, facts, snapshots }: LookedNode) =>
    facts.units.has(node.unit) || snapshots.some((it) => known.has(it.name));
  if (first !== undefined && !hasK3s(first)) {
    throw new UserError(`${first.node.name}, the first server, has no k3s`, {
      fix: 'The way back is a backup: `npx hubwright restore --cluster`.',
    });
  }
  return {
    nodes: looked.filter(hasK3s),
    without: looked.filter((it) => !hasK3s(it)).map(({ node }) => node.name),
  };
}

/**
 * Finds the node with the copy of the hub's database.
 *
 * @returns its name; undefined if the hub stays, or had its database elsewhere
 * @throws UserError with everything that is missing on any node
 */
export function requireParts(
  nodes: readonly RollbackNode[],
  { isHub, database, namespace }: { readonly isHub: boolean; readonly database: string; readonly namespace: string },
): string | undefined {
  const holder = isHub && database === IN_VOLUME ? holderOf(nodes) : undefined;
  const has = nodes.some(({ volumes }) => volumes.some((it) => it.namespace === namespace && it.claim === CLAIM));
  const missing = nodes.flatMap(({ node, snapshot }) =>
    (snapshot?.missing ?? []).map((it) => `${node.name}: its snapshot has no ${it}`),
  );
  if (holder?.snapshot?.hasVolume === false) {
    missing.push(`${holder.node.name}: the volume of the hub's database is gone: ${holder.snapshot.database}`);
  }
  if (isHub && database === IN_VOLUME && holder === undefined && has) {
    missing.push("no node has a copy of the hub's database, which the newer hub may have migrated");
  }
  if (missing.length > 0) {
    throw new UserError(`the rollback lacks what it would put back:\n${missing.map((it) => `  ${it}`).join('\n')}`, {
      fix: 'The way back is a backup: `npx hubwright restore --cluster`. Nothing was changed.',
    });
  }
  return holder?.node.name;
}

/** The node whose database was written to last: an earlier claim may have left a volume on another one. */
function holderOf(nodes: readonly RollbackNode[]): RollbackNode | undefined {
  const holders = nodes.filter((it) => it.snapshot?.database != null);
  const written = (it: RollbackNode) => it.snapshot?.written ?? 0;
  return holders.reduce<RollbackNode | undefined>(
    (newest, it) => (newest === undefined || written(it) > written(newest) ? it : newest),
    undefined,
  );
}
