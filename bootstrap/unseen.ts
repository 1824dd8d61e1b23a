import { readId, readSeen } from '../cluster/cluster-folder.ts';
import { compareDeployed, type Deployed, type DeployedChanges, deployedOn } from '../cluster/record/deployed.ts';
import type { Entry } from '../cluster/record/entry.ts';
import { LOOKED_AT } from '../cluster/record/recorded-change.ts';
import { readChanges } from '../cluster/record/recorded-changes.ts';
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
  const seen = new Set(readSeen(folder).changes);
  const recorded = await readChanges(servers, readId(folder), signal);
  const entries = recorded.entries.slice(-LOOKED_AT).filter((it) => !seen.has(it.change));
  const without = (note: string) => ({ entries, changes: [], onlyAdds: false, note });
  if (!isWhole(recorded.entries, seen)) {
    return without('A server that is off has recorded changes that the others lack, so they cannot be compared.');
  }
  const last = entries.findLast((it) => it.deploys);
  if (last === undefined || (last.git?.isDirty === false && (await isFrom(last.git.commit)))) return undefined;
  const theirs = await deployedOn(recorded.serversOf(last), last.revision);
  if (theirs === undefined) return without('What they deployed is no longer recorded, so it cannot be compared.');
  const compared = compareDeployed(theirs, { ...own, manifests: withGone(own.manifests, theirs.manifests.keys()) });
  return compared.changes.length === 0 && compared.note === undefined ? undefined : { entries, ...compared };
}

/** Whether no change is missing that may have been deployed after all that are there. */
function isWhole(entries: readonly Entry[], seen: ReadonlySet<string>): boolean {
  const there = new Set([...seen, ...entries.map((it) => it.change)]);
  const last = entries.findLast((it) => it.deploys)?.revision ?? 0;
  return entries.every((it) => it.revision <= last || it.after.every((id) => there.has(id)));
}
