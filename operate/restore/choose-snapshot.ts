import { homeClaim, homeOwner } from '../../platform/slug.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { few } from '../../system/few.ts';
import { UserError } from '../../system/user-error.ts';
import { timeOf } from '../at-time.ts';
import type { Snapshot } from '../backup/repository.ts';

export interface WantedHome {
  readonly user: string;
  /** The hub's namespace. */
  readonly namespace: string;
  /** Names of the users of the settings, by which claims are recognized. */
  readonly users: readonly string[];
  /** Nothing newer, in milliseconds since 1970. @default - the newest */
  readonly at?: number | undefined;
  /** Where the home is now, if that is known. */
  readonly folder?: string | undefined;
}

/** A backup of a home. */
export interface ChosenSnapshot {
  readonly snapshot: Snapshot;
  /** Older backups of the home are of another folder: it has been made again since. Undefined if there are none. */
  readonly since: number | undefined;
}

/** Names or times in a message, at most. */
export const MOST = 12;

/**
 * The newest backup of a home, or the newest that is not newer than a time. Of a home that was made again, the earlier
 * folder may be backed up still: it counts only where the present one has no backup.
 *
 * @param snapshots the newest first
 * @throws UserError with what there is instead
 */
export function chooseSnapshot(snapshots: readonly Snapshot[], wanted: WantedHome): ChosenSnapshot {
  const { user, namespace, at = Number.POSITIVE_INFINITY, folder } = wanted;
  const homes = snapshots.filter((it) => it.kind === 'volume' && it.namespace === namespace);
  const own = homes.filter((it) => it.claim === homeClaim(user));
  if (own.length === 0) throw noBackup(homes, wanted);
  const until = own.filter((it) => it.time <= at);
  const snapshot = newestOfFolder(until, folder);
  if (snapshot !== undefined) return { snapshot, since: since(own, snapshot) };
  const times = own.map((it) => timeOf(it.time)).reverse();
  throw new UserError(`the first backup of the home of ${user} is of ${times[0]}`, {
    fix: `Leave out --at for the newest, or name a time of: ${few(times, MOST)}.`,
    exitCode: 2,
  });
}

/** The newest backup of the home that a claim has; undefined if there is none. */
export function newestOf(
  snapshots: readonly Snapshot[],
  { namespace, claim, folder }: { readonly namespace: string; readonly claim: string; readonly folder: string },
): Snapshot | undefined {
  const own = snapshots.filter((it) => it.kind === 'volume' && it.namespace === namespace && it.claim === claim);
  return newestOfFolder(own, folder);
}

function newestOfFolder(own: readonly Snapshot[], folder: string | undefined): Snapshot | undefined {
  return own.find((it) => it.paths[0] === folder) ?? own[0];
}

function since(own: readonly Snapshot[], { paths: [folder] }: Snapshot): number | undefined {
  const first = own.findLast((it) => it.paths[0] === folder)?.time ?? 0;
  return own.some((it) => it.paths[0] !== folder && it.time < first) ? first : undefined;
}

function noBackup(homes: readonly Snapshot[], { user, users }: WantedHome): UserError {
  const owned = homes.flatMap(({ claim = '' }) => homeOwner(claim, users) ?? []);
  const names = [...new Set(owned.filter((it) => it.server === '').map((it) => it.user))].sort();
  if (names.length === 0) {
    return new UserError('there is no backup of any home of this cluster yet', {
      fix: '`npx hubwright backup now` makes one.',
    });
  }
  const meant = didYouMean(user, names);
  return new UserError(`there is no backup of a home of "${user}"${meant ? `; did you mean "${meant}"?` : ''}`, {
    fix: `There are backups of: ${few(names, MOST)}.`,
    exitCode: 2,
  });
}
