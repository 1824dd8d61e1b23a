import type { Snapshot } from '../backup/repository.ts';

const DAY = 24 * 3_600_000;
/** When the datastore was backed up. */
export const NIGHT = new Date(2026, 10, 26, 2, 13).getTime();

/** A backup of something, made so many days after the datastore's. */
export function snapshotOf(kind: Snapshot['kind'], node: string, days = 0, changes: Partial<Snapshot> = {}): Snapshot {
  return {
    ...{ id: `${kind}-${node}-${days}`, kind, node, time: NIGHT + days * DAY, namespace: undefined, claim: undefined },
    cluster: undefined,
    ...{ paths: [`/var/lib/hubwright/backup/staging/${kind}`], files: 1, bytes: 1_000_000 },
    ...changes,
  };
}

/** A backup of a home, in its folder. */
export function homeOf(user: string, node: string, days = 0, changes: Partial<Snapshot> = {}): Snapshot {
  const [namespace, claim] = ['jupyterhub', `claim-${user}`];
  return snapshotOf('volume', node, days, {
    ...{ id: `${user}-${node}-${days}`, namespace, claim, bytes: 2_000_000_000 },
    paths: [`/var/lib/rancher/k3s/storage/pvc-${user}_${namespace}_${claim}`],
    ...changes,
  });
}

/** The newest first, as a repository lists them. */
export function listed(...snapshots: readonly Snapshot[]): Snapshot[] {
  return [...snapshots].sort((a, b) => b.time - a.time);
}
