import type { Entry } from './entry.ts';

/** The snapshot of the nodes as they were before an upgrade. */
export interface RecordedSnapshot {
  /** Of its folder on the nodes: `000012-9f86d081884c7d65`. */
  readonly name: string;
  /** The release of k3s before the upgrade, by node. */
  readonly k3s: Readonly<Record<string, string>>;
}

/** The name of the snapshot that belongs to a change. */
export function snapshotName({ revision, change }: Pick<Entry, 'revision' | 'change'>): string {
  return `${String(revision).padStart(6, '0')}-${change}`;
}

/** The number of the change that a snapshot belongs to. */
export function revisionOf(snapshot: string): number {
  return Number.parseInt(snapshot, 10);
}

/**
 * The snapshot of the upgrade that has begun, and that no whole `up` and no rollback has finished since. Another `up` continues
 * that upgrade: a snapshot of its own would be one of a half-upgraded cluster.
 *
 * @param entries oldest first
 */
export function openSnapshot(entries: readonly Entry[]): RecordedSnapshot | undefined {
  let open: RecordedSnapshot | undefined;
  for (const { snapshot, before, k3s, result, isWhole, rollback } of entries) {
    if (snapshot !== undefined && snapshot !== open?.name) open = { name: snapshot, k3s: before ?? k3s };
    if (result === 'done' && (isWhole || rollback !== undefined)) open = undefined;
  }
  return open;
}

/** A rollback that has begun and not finished. What it goes back from cannot be seen any more. */
export type OpenRollback = NonNullable<Entry['rollback']> & {
  /** Number of its first try. */
  readonly revision: number;
};

/** @param entries oldest first */
export function openRollback(entries: readonly Entry[]): OpenRollback | undefined {
  let open: OpenRollback | undefined;
  for (const { revision, rollback, result, isWhole } of entries) {
    if (rollback !== undefined) open ??= { ...rollback, revision };
    // An `up` is refused until it has finished, whatever its own entry says.
    else if (isWhole !== undefined) open = undefined;
    if (result === 'done' && rollback !== undefined) open = undefined;
  }
  return open;
}
