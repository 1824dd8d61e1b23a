import { describeDisk, headroom } from '../../cluster/disk-headroom.ts';
import { inUnits } from '../../system/bytes.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { UserError } from '../../system/user-error.ts';
import type { ClusterBackup } from './choose-backup.ts';

/** A node as the backups know it. */
export interface LostNode {
  readonly name: string;
  readonly isServer: boolean;
  /** All that was on it. */
  readonly bytes: number;
}

/** A node that takes over. */
export interface NewNode {
  readonly name: string;
  readonly isServer: boolean;
  /** Bytes. */
  readonly disk: { readonly free: number; readonly total: number };
}

/** The nodes that a backup is of: that of the datastore first, then those with most on them. */
export function lostNodes({ datastore, database, platforms, volumes }: ClusterBackup): LostNode[] {
  const parts = [...volumes.values(), ...(database === undefined ? [] : [database])];
  const names = new Set([datastore, ...platforms.values(), ...parts].map((it) => it.node));
  return [...names]
    .map((name) => ({
      name,
      isServer: platforms.has(name) || name === datastore.node,
      bytes: parts.filter((it) => it.node === name).reduce((sum, it) => sum + it.bytes, 0),
    }))
    .sort((a, b) => Number(b.name === datastore.node) - Number(a.name === datastore.node) || b.bytes - a.bytes);
}

/**
 * Which node gets what was on which: what was said, then the node of the same name, then one of the same role on which
 * nothing is put yet, with most room. Pure.
 *
 * @param given by the name of a node that was lost
 * @returns the same for all of them
 * @throws UserError where that cannot be, or does not fit
 */
export function assignNodes(
  lost: readonly LostNode[],
  nodes: readonly NewNode[],
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  for (const [from, to] of given) refuseWrong(from, to, lost, nodes);
  const named = lost.flatMap(({ name }): [string, string][] => {
    const to = given.get(name) ?? nodes.find((it) => it.name === name)?.name;
    return to === undefined ? [] : [[name, to]];
  });
  const assigned = new Map(named);
  for (const one of lost.filter((it) => !assigned.has(it.name))) {
    const room = ({ name, disk }: NewNode) => disk.free - bytesOn(name, lost, assigned);
    const taken = new Set(assigned.values());
    const best = [...nodes].sort(
      (a, b) =>
        Number(taken.has(a.name)) - Number(taken.has(b.name)) ||
        Number(a.isServer !== one.isServer) - Number(b.isServer !== one.isServer) ||
        room(b) - room(a),
    )[0];
    if (best !== undefined) assigned.set(one.name, best.name);
  }
  refuseFull(lost, nodes, assigned);
  return new Map(lost.map(({ name }) => [name, assigned.get(name) ?? '']));
}

/** How much is put on a node. */
export function bytesOn(
  node: string,
  lost: readonly LostNode[],
  assigned: Pick<ReadonlyMap<string, string>, 'get'>,
): number {
  return lost.filter((it) => assigned.get(it.name) === node).reduce((sum, it) => sum + it.bytes, 0);
}

function refuseWrong(from: string, to: string, lost: readonly LostNode[], nodes: readonly NewNode[]): void {
  const check = (name: string, names: readonly string[], what: string) => {
    if (names.includes(name)) return;
    const meant = didYouMean(name, names);
    throw new UserError(
      `--node ${from}=${to}: ${what} "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
      {
        fix: `There are: ${names.join(', ')}.`,
        exitCode: 2,
      },
    );
  };
  check(
    from,
    lost.map((it) => it.name),
    'the backups have no node',
  );
  check(
    to,
    nodes.map((it) => it.name),
    'platform.yaml has no node',
  );
  // k3s would start there what belongs to the homes of the other.
  if (from === to || !nodes.some((it) => it.name === from)) return;
  throw new UserError(`--node ${from}=${to}: platform.yaml has a node ${from}, which gets what was on it`, {
    fix: `Leave it out, or give the node ${from} in platform.yaml another name.`,
    exitCode: 2,
  });
}

function refuseFull(lost: readonly LostNode[], nodes: readonly NewNode[], assigned: ReadonlyMap<string, string>): void {
  const full = nodes.flatMap(({ name, disk }) => {
    const bytes = bytesOn(name, lost, assigned);
    if (bytes === 0 || headroom({ ...disk, free: disk.free - bytes }).level !== 'full') return [];
    return [`  ${name}: ${inUnits(bytes)} to restore, ${describeDisk(disk)} of the disk is free`];
  });
  if (full.length === 0) return;
  throw new UserError(`what was backed up does not fit:\n${full.join('\n')}`, {
    fix: 'Kubernetes ends pods when less than 5 % is free. Use larger disks, or spread the nodes with --node OLD=NEW. Nothing was changed.',
  });
}
