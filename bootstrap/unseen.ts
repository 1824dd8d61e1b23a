import { readSeen } from '../cluster/cluster-folder.ts';
import {
  compareDeployed,
  compareSecrets,
  type Deployed,
  type DeployedChanges,
  deployedOn,
  notCompared,
} from '../cluster/record/deployed.ts';
import type { Entry } from '../cluster/record/entry.ts';
import { LOOKED_AT } from '../cluster/record/recorded-change.ts';
import type { RecordedChanges } from '../cluster/record/recorded-changes.ts';
import { few } from '../system/few.ts';
import { withGone } from './read-plan-input.ts';

/** What others have done to a cluster since this folder last changed it, and what this `up` would do to that. */
export interface Unseen extends DeployedChanges {
  /** Oldest first. */
  readonly entries: readonly Entry[];
}

export interface UnseenQuestion {
  /** By those servers that are known to be of the cluster. */
  readonly recorded: RecordedChanges;
  /** The cluster's folder on this machine. */
  readonly folder: string;
  /** What this `up` would deploy. */
  readonly own: Deployed;
  /** Sources of secrets that git does not have, if it explains all else that differs from what a commit has deployed. */
  readonly outsideGit: (commit: string) => Promise<readonly string[] | undefined>;
}

/** Undefined if there is nothing unseen, or if the settings here follow from it or are the same. */
export async function findUnseen(question: UnseenQuestion): Promise<Unseen | undefined> {
  const { recorded, folder } = question;
  const seen = new Set(readSeen(folder).changes);
  const entries = recorded.entries.slice(-LOOKED_AT).filter((it) => !seen.has(it.change));
  if (!isWhole(recorded.entries, seen)) {
    const note = 'A server that is off has recorded changes that the others lack, so they cannot be compared.';
    return { entries, ...notCompared(note) };
  }
  const last = lastDone(entries);
  // What one that did not finish has deployed may be there or not, and so may what was there before it.
  const deployed = entries.filter((it) => it.deploys && it.revision >= last);
  const compared: DeployedChanges[] = [];
  for (const entry of deployed) compared.push(await compareWith(entry, question));
  const changes = new Map(compared.flatMap((it) => it.changes).map((it) => [`${it.topic}: ${it.text}`, it]));
  const notes = new Set(compared.flatMap((it) => it.note ?? []));
  if (changes.size === 0 && notes.size === 0) return undefined;
  const unfinished = deployed.filter((it) => it.result !== 'done').map((it) => it.revision);
  if (unfinished.length > 0) {
    const which = `Change${unfinished.length === 1 ? '' : 's'} ${few(unfinished.map(String), 5)}`;
    notes.add(`${which} did not finish, so part of this may not be on the cluster.`);
  }
  return {
    entries,
    changes: [...changes.values()],
    onlyAdds: compared.every((it) => it.onlyAdds),
    note: notes.size === 0 ? undefined : [...notes].join(' '),
  };
}

/** The number of the last change that has put its manifests in place for sure. */
const lastDone = (entries: readonly Entry[]) =>
  entries.findLast((it) => it.deploys && it.result === 'done')?.revision ?? 0;

/** What this `up` would make of what a change has deployed, except for what git explains. */
async function compareWith(entry: Entry, { recorded, own, outsideGit }: UnseenQuestion): Promise<DeployedChanges> {
  const outside = entry.git?.isDirty === false ? await outsideGit(entry.git.commit) : undefined;
  if (outside?.length === 0) return { changes: [], onlyAdds: true, note: undefined };
  const theirs = await deployedOn(recorded.serversOf(entry), entry.revision);
  if (theirs === undefined) return notCompared('What they deployed is no longer recorded, so it cannot be compared.');
  if (outside !== undefined) return compareSecrets(theirs, own, outside);
  return compareDeployed(theirs, { ...own, manifests: withGone(own.manifests, theirs.manifests.keys()) });
}

/** Whether no change is missing that may have been deployed after all that are there. */
function isWhole(entries: readonly Entry[], seen: ReadonlySet<string>): boolean {
  const there = new Set([...seen, ...entries.map((it) => it.change)]);
  const last = lastDone(entries);
  return entries.every((it) => it.revision <= last || it.after.every((id) => there.has(id)));
}
