import { homeOwner } from '../../platform/slug.ts';
import { inUnits } from '../../system/bytes.ts';
import { columns } from '../../system/columns.ts';
import { timeOf } from '../at-time.ts';
import type { Snapshot } from './repository.ts';

/** All that there is of one thing in the repository. */
export interface BackedUp {
  /** The user of a home, a claim, `hub database`, `datastore`, `platform`. */
  readonly what: string;
  readonly kind: Snapshot['kind'];
  readonly node: string;
  readonly claim: string | undefined;
  /** Of the newest, in bytes. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly newest: number;
  readonly oldest: number;
  readonly snapshots: number;
}

const CALLED = { 'hub-database': 'hub database', datastore: 'datastore', platform: 'platform' } as const;

/**
 * Groups snapshots by what they are of and where that lay, homes first. Pure.
 *
 * @param users the user of a claim, where the cluster knows
 */
export function backedUp(snapshots: readonly Snapshot[], users: ReadonlyMap<string, string>): BackedUp[] {
  const groups = new Map<string, Snapshot[]>();
  for (const it of snapshots) {
    const key = JSON.stringify([it.kind, it.node, it.paths]);
    groups.set(key, [...(groups.get(key) ?? []), it]);
  }
  return [...groups.values()]
    .map((group): BackedUp => {
      const times = group.map((it) => it.time);
      const newest = group.reduce((most, it) => (it.time > most.time ? it : most));
      const { kind, node, claim, bytes } = newest;
      const what = kind === 'volume' ? userOf(claim ?? '', users) : CALLED[kind];
      const counts = { newest: newest.time, oldest: Math.min(...times), snapshots: group.length };
      return { what, kind, node, claim, bytes, ...counts };
    })
    .sort((a, b) => order(a) - order(b) || a.what.localeCompare(b.what) || a.node.localeCompare(b.node));
}

const order = ({ kind }: BackedUp) => (kind === 'volume' ? 0 : 1);

/** Of a claim that the cluster no longer has, the name may tell. */
function userOf(claim: string, users: ReadonlyMap<string, string>): string {
  return users.get(claim) ?? homeOwner(claim)?.user ?? claim;
}

/** The list as a person reads it, in the time of this machine, which `restore --at` takes. */
export function backupTable(list: readonly BackedUp[], width: number): string {
  const rows = list.map((it) => {
    return [it.what, it.node, inUnits(it.bytes), timeOf(it.newest), timeOf(it.oldest), `${it.snapshots}`];
  });
  return columns([['WHAT', 'NODE', 'SIZE', 'NEWEST', 'OLDEST', 'SNAPSHOTS'], ...rows], width).join('\n');
}
