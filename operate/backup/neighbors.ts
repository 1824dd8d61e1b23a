import { dayOf } from '../../cluster/certificates.ts';
import { UserError } from '../../system/user-error.ts';
import type { Snapshot } from './repository.ts';

/**
 * What one cluster has backed up, and what others of its name had before it began: it may have come out of them. What they
 * back up after that is not its own.
 *
 * @param name of all of them
 * @param own the id of the cluster; undefined if it is not known
 * @throws UserError if it is one of several, and nothing tells which
 */
export function ofOneCluster(
  snapshots: readonly Snapshot[],
  name: string,
  own: string | undefined,
): readonly Snapshot[] {
  const lives = new Map<
    string,
    { readonly first: number; readonly last: number; readonly nodes: ReadonlySet<string> }
  >();
  for (const { cluster, time, node } of snapshots) {
    if (cluster === undefined) continue;
    const { first, last, nodes } = lives.get(cluster) ?? { first: time, last: time, nodes: new Set() };
    lives.set(cluster, { first: Math.min(first, time), last: Math.max(last, time), nodes: new Set([...nodes, node]) });
  }
  const ours = own === undefined ? undefined : lives.get(own);
  if (ours !== undefined) {
    return snapshots.filter((it) => it.cluster === undefined || it.cluster === own || it.time < ours.first);
  }
  const byStart = [...lives].sort(([, a], [, b]) => a.first - b.first);
  const both = byStart.filter(([, { first, last }], i) =>
    byStart.some(([, it], j) => i !== j && it.first < last && first < it.last),
  );
  if (both.length === 0) return snapshots;
  const described = both.map(([id, { last, nodes }]) => `${id} (${[...nodes].sort().join(', ')}; last ${dayOf(last)})`);
  throw new UserError(`several clusters named ${name} have backed up into this repository: ${described.join(', ')}`, {
    fix: `Give the backups of every other one another name, which deletes nothing: \`sudo /usr/local/lib/hubwright/backup restic tag --tag id:ID --remove cluster:${name} --add cluster:OTHER\` on a node. Then run the same command again.`,
  });
}
