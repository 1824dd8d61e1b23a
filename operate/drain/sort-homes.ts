import type { Snapshot } from '../backup/repository.ts';
import { describeUnfinishedHold } from '../homes/holds.ts';
import { homeName } from '../move/describe-move.ts';
import type { MoveHold, NodeHome } from '../move/new-hold.ts';
import { newestOf } from '../restore/choose-snapshot.ts';
import type { DrainLook, DrainRequest } from './look.ts';

/** A home that leaves the node. */
export interface LeavingHome {
  readonly user: string;
  /** Named server; empty for the default one. */
  readonly server: string;
  readonly claim: string;
  /** Its folder on the node. */
  readonly path: string;
  /** What has begun already, the home as it is, or what had begun to a node that is lost too. */
  readonly from: { readonly hold: MoveHold } | { readonly home: NodeHome } | { readonly replaced: MoveHold };
  /** The backup that it comes from; undefined if it is copied, or that was done. */
  readonly snapshot: Snapshot | undefined;
}

export interface SortedHomes {
  readonly leaving: readonly LeavingHome[];
  /** Homes that stay on the node, each as a sentence that says why. */
  readonly staying: readonly string[];
}

/**
 * Which homes can leave a node. Pure.
 *
 * @param snapshots the newest first; undefined unless the node is lost
 */
export function sortHomes(
  { homes, holds }: Pick<DrainLook, 'homes' | 'holds'>,
  { node }: Pick<DrainRequest, 'node'>,
  namespace: string,
  snapshots?: readonly Snapshot[],
): SortedHomes {
  const backupOf = (claim: string, folder: string) => snapshots && newestOf(snapshots, { namespace, claim, folder });
  // Whichever way it began, it is finished with what is there now: the home itself, or its backup.
  const begun = holds.flatMap((hold) => {
    const { move } = hold;
    return move?.from.node === node ? { ...hold, move } : [];
  });
  const leaving: LeavingHome[] = begun.map((hold) => {
    const { user, server, claim, move } = hold;
    return { user, server, claim, path: move.from.path, from: { hold }, snapshot: backupOf(claim, move.from.path) };
  });
  const staying: string[] = [];
  for (const home of homes) {
    const { user, server, claim, path, phase, volume } = home;
    if (home.node !== node || begun.some((it) => it.claim === claim)) continue;
    const hold = holds.find((it) => it.claim === claim);
    const name = user === undefined ? `the volume ${volume} (${claim})` : homeName({ user, server });
    const snapshot = path === undefined ? undefined : backupOf(claim, path);
    if (hold !== undefined) staying.push(describeUnfinishedHold(hold));
    else if (phase !== 'Bound')
      staying.push(`${name}: its claim was deleted; \`npx hubwright up\` keeps it for the next one`);
    else if (user === undefined) staying.push(`${name}: no user is known for it`);
    else if (path === undefined) staying.push(`${name}: it is not a folder`);
    else if (snapshots !== undefined && snapshot === undefined) staying.push(`${name}: it is in no backup`);
    else leaving.push({ user, server, claim, path, from: { home: { ...home, node, path } }, snapshot });
  }
  return { leaving, staying };
}
