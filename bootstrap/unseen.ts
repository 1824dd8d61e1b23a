import { readId, readSeen } from '../cluster/cluster-folder.ts';
import { compareDeployed, type Deployed, type DeployedChanges, readDeployed } from '../cluster/record/deployed.ts';
import { type Entry, readEntries } from '../cluster/record/entry.ts';
import { newestServer } from '../cluster/record/record.ts';
import type { Host } from '../system/hosts/host.ts';
import { withGone } from './read-plan-input.ts';

/** What others have done to a cluster since this folder last changed it, and what this `up` would do to that. */
export interface Unseen extends DeployedChanges {
  /** Oldest first. */
  readonly entries: readonly Entry[];
}

export interface UnseenQuestion {
  /** Those that are known to be of the cluster. */
  readonly servers: readonly Host[];
  /** The cluster's folder on this machine. */
  readonly folder: string;
  /** What this `up` would deploy. */
  readonly own: Deployed;
  /** Whether the settings here come after a commit. */
  readonly isFrom: (commit: string) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Undefined if there is nothing unseen, or if the settings here follow from it or are the same. */
export async function findUnseen({
  servers,
  folder,
  own,
  isFrom,
  signal,
}: UnseenQuestion): Promise<Unseen | undefined> {
  const seen = readSeen(folder);
  const { server, record } = (await newestServer(servers, readId(folder))) ?? {};
  if (server === undefined || record === undefined || record.revision <= seen) return undefined;
  const entries = await readEntries(server, seen, signal);
  const last = entries.findLast((it) => it.deploys);
  if (last === undefined || (last.git?.isDirty === false && (await isFrom(last.git.commit)))) return undefined;
  const theirs = await readDeployed(server, last.revision);
  if (theirs === undefined) {
    const note = 'What they deployed is no longer recorded, so it cannot be compared.';
    return { entries, changes: [], onlyAdds: false, note };
  }
  const compared = compareDeployed(theirs, { ...own, manifests: withGone(own.manifests, theirs.manifests.keys()) });
  return compared.changes.length === 0 && compared.note === undefined ? undefined : { entries, ...compared };
}
