import { doubtIn } from '../../cluster/doubt-of.ts';
import type { LocatedVolume } from '../../cluster/volumes.ts';
import { type HomePlace, sharedPlace } from '../../platform/home-place.ts';
import { quantityOf } from '../../platform/kubernetes-quantity.ts';
import { ownBackup } from '../../platform/own-backup.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import type { AskedCluster } from '../ask-server.ts';
import { type NodeBackup, readNodeBackup } from '../backup/node-backup.ts';
import type { FoundHomes, Home } from './find-homes.ts';
import { describeUnfinishedHold, type Hold } from './holds.ts';
import { lastBackup } from './last-backup.ts';
import { type MeasuredFolder, type MeasuredNode, measureNode } from './measure-node.ts';

/** What was found out about a volume on its node. */
interface OnDisk {
  /** What it takes of the disk; null if it was not measured. */
  readonly bytes: number | null;
  /** When the newest of its files was last written, as ISO 8601; likewise. */
  readonly lastChange: string | null;
}

export interface ListedVolume extends OnDisk, LocatedVolume {
  /** When it was last backed up, as ISO 8601; `none` before the first time; null if it is unknown, or nothing is backed up. */
  readonly lastBackup: string | null;
  /** What is worth knowing about it: `no user`, `its folder is missing`. */
  readonly notes: readonly string[];
}

export interface ListedHome extends ListedVolume {
  /** Whether there is such a user; null if that is unknown. */
  readonly hasUser: boolean | null;
}

/** Where all work is, how much of it there is, and what is left over. */
export interface HomeList {
  readonly homes: readonly ListedHome[];
  /** What the homes are folders of, `nas.example.com:/export/homes` or `the claim homes`; null if they are volumes. */
  readonly share: string | null;
  /** Whether new servers have no home, so that what users save ends with them. */
  readonly ephemeral: boolean;
  /** Why it is unknown which users there are; null if it is known. */
  readonly usersProblem: string | null;
  /** The hub's database, and claims in its namespace that are no homes. */
  readonly others: readonly ListedVolume[];
  /** Folders among those of volumes on a node that no volume of the cluster names. */
  readonly unknownFolders: readonly (OnDisk & { readonly node: string; readonly path: string })[];
  /** Moves and restores that were left unfinished, each as a sentence with what ends it. */
  readonly unfinished: readonly string[];
  /** What kept a node from being measured; null if nothing did. */
  readonly nodes: readonly { readonly name: string; readonly problem: string | null }[];
}

/** A node, as it was measured and with its last backup, or why it was not. */
export type Answer = (MeasuredNode & { readonly backup?: NodeBackup }) | string;

/**
 * Measures a node, or finds out why it cannot.
 *
 * @param limit seconds that it may take
 */
export async function askNode(
  host: Host,
  { cluster, found, limit }: { readonly cluster: AskedCluster; readonly found: FoundHomes; readonly limit: number },
  progress: (text: string) => void,
): Promise<Answer> {
  const { platform, signal } = cluster;
  try {
    const doubt = await doubtIn(cluster, host);
    if (doubt !== undefined) return doubt;
    const volumes = volumesOn(found, host.name);
    const known = found.elsewhere.flatMap((it) => it.path ?? []);
    const backup = ownBackup(platform) === undefined ? undefined : await readNodeBackup(host);
    return { ...(await measureNode(host, { volumes, known, limit, progress, signal })), backup };
  } catch (error) {
    throwUnlessHostFailed(error);
    return error.what;
  }
}

function volumesOn({ homes, others }: FoundHomes, node: string): readonly LocatedVolume[] {
  return [...homes, ...others].filter((it) => it.node === node && it.path !== undefined);
}

export interface HomeAnswers {
  readonly found: FoundHomes;
  /** By node: those that were asked. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** Names of all users; why they are not known, otherwise. */
  readonly users: ReadonlySet<string> | string;
  /** Whether somebody becomes one of them by the first login, so that others may be users as well. @default false */
  readonly isOpen?: boolean;
  /** Where new homes are. */
  readonly place: HomePlace;
  /** Whether the hub's database has a claim. @default true */
  readonly hasDatabaseClaim?: boolean;
  /** @default - no home is held */
  readonly holds?: readonly Hold[];
}

/** Puts the answers together. Pure. */
export function homeList(given: HomeAnswers): HomeList {
  const { found, answers, users, place, hasDatabaseClaim = true, holds = [] } = given;
  const names = [...new Set([...found.nodes, ...answers.keys()])].sort();
  const problemOf = (node: string) => {
    const answer = answers.get(node) ?? 'it is not in platform.yaml';
    return typeof answer === 'string' ? answer : null;
  };
  const listed = (volume: LocatedVolume): ListedVolume => {
    const answer = volume.node === undefined ? undefined : answers.get(volume.node);
    const { folders, backup } = typeof answer === 'object' ? answer : {};
    const folder = folders?.get(volume.path ?? '');
    const notes = notesOf(volume, folder, found.nodes);
    return { ...volume, ...onDisk(folder), lastBackup: lastBackup(volume, backup), notes };
  };
  return {
    homes: found.homes.map((home) => withUser(listed(home), home, given)),
    share: sharedPlace(place) ?? null,
    ephemeral: place.kind === 'none',
    others: found.others.map(listed).map((it) => {
      if (it.kind !== 'database' || hasDatabaseClaim) return it;
      return { ...it, notes: ['not in use: the settings name another database', ...it.notes] };
    }),
    usersProblem: typeof users === 'string' ? users : null,
    unknownFolders: [...answers].flatMap(([node, answer]) =>
      typeof answer === 'string' ? [] : answer.unknown.map((it) => ({ node, path: it.path, ...onDisk(it) })),
    ),
    unfinished: holds.map(describeUnfinishedHold),
    nodes: names.map((name) => ({ name, problem: problemOf(name) })),
  };
}

function withUser(volume: ListedVolume, home: Home, { users, isOpen }: HomeAnswers): ListedHome {
  const hasUser = typeof users === 'string' ? null : isUser(home, { users, isOpen });
  return { ...volume, hasUser, notes: [...(hasUser === false ? ['no such user'] : []), ...volume.notes] };
}

/** Null of one that waits for somebody who has not logged in yet, as homes do that came from another hub. */
function isUser(
  { user, phase }: Home,
  { users, isOpen = false }: { readonly users: ReadonlySet<string>; readonly isOpen: boolean | undefined },
): boolean | null {
  if (user !== undefined && users.has(user)) return true;
  return isOpen && phase === 'Available' ? null : false;
}

function onDisk(folder: MeasuredFolder | undefined): OnDisk {
  return { bytes: folder?.bytes ?? null, lastChange: folder?.lastChange?.toISOString() ?? null };
}

const STATES = {
  measured: undefined,
  missing: 'its folder is missing',
  late: 'there was no time to measure it',
  unreadable: 'it could not be measured',
} as const;

function notesOf(volume: LocatedVolume, folder: MeasuredFolder | undefined, nodes: readonly string[]): string[] {
  const { node, phase, hasClaim, capacity } = volume;
  const isGone = node !== undefined && !nodes.includes(node);
  const isLarger = (folder?.bytes ?? 0) > (quantityOf(capacity) ?? Number.POSITIVE_INFINITY);
  return [
    node === undefined ? 'not on the disk of one node' : undefined,
    isGone ? 'its node is no longer in the cluster' : undefined,
    phase === 'Available' ? 'kept for the next claim' : hasClaim ? undefined : 'its claim was deleted',
    folder && STATES[folder.state],
    isLarger ? 'larger than its claim' : undefined,
  ].filter((it) => it !== undefined);
}
