import { posix } from 'node:path';
import { type LocatedVolume, listVolumes } from '../../cluster/volumes.ts';
import { type HomePlace, homePlace, sharedPlace } from '../../platform/home-place.ts';
import { homeClaim } from '../../platform/slug.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { type AskedCluster, askServer, hostOf } from '../ask-server.ts';
import { BackupRepository, type Snapshot } from '../backup/repository.ts';
import { diskAt, refuseFull } from '../homes/disk-at.ts';
import { homeNow, type Place, type PlaceQuestion, placeOf } from '../homes/place.ts';
import { podsOf } from '../homes/servers.ts';
import { stampOf } from '../times.ts';
import { type ChosenSnapshot, chooseSnapshot } from './choose-snapshot.ts';
import { type Content, contentOf, homeOf } from './in-snapshot.ts';
import { resticFailure } from './restic-failure.ts';

/** What to do if the node of a home is not in the settings. */
const NOT_THERE = 'Add it to `cluster`, or restore into a folder on this machine: --to-folder DIR.';

export interface RestoreRequest {
  readonly user: string;
  /** Nothing newer, in milliseconds since 1970. @default - the newest */
  readonly at?: number | undefined;
  /** The names that lead to a part of the home; empty for all of it. */
  readonly parts: readonly string[];
  /** Node for a home that has no volume. */
  readonly to?: string | undefined;
}

const FULL =
  'A restore keeps what is there now, and Kubernetes ends pods when less than 5 % is free. Make room, restore a part with --path, or restore into a folder on this machine with --to-folder. Nothing was changed.';

/** What is restored, from which backup. */
export interface FoundBackup extends ChosenSnapshot {
  readonly request: RestoreRequest;
  readonly content: Content;
}

/** The same, and the repository that it is in, opened on a host that can read it. */
export interface Source extends FoundBackup {
  readonly repository: BackupRepository;
}

/** The same, where to, and what that does. */
export interface RestorePlan extends FoundBackup {
  /** The node of the home. */
  readonly host: Host;
  /** Where Kubernetes is asked. */
  readonly server: Host;
  readonly place: Place;
  /** Servers to be stopped. */
  readonly pods: readonly string[];
  readonly disk: { readonly free: number; readonly total: number };
  /** Added to the name of what is there now. */
  readonly suffix: string;
}

/** Finds a part of a home in the backups, by the first server that answers. Kubernetes is not needed. */
export async function findSource(cluster: AskedCluster, request: RestoreRequest): Promise<Source> {
  const { platform, signal } = cluster;
  return askServer(cluster, async (host) => {
    const repository = new BackupRepository(host, platform.cluster.name, signal);
    // Without Kubernetes, nobody knows where the home is now.
    const found = await listVolumes(host, platform.hub.namespace, signal).catch((error) => {
      if (error instanceof HostError && error.reason === 'exit') return undefined;
      throw error;
    });
    const chosen = await choose(repository, cluster, request, found?.volumes ?? []);
    return { request, repository, ...chosen, content: await contentOf(repository, chosen.snapshot, request.parts) };
  });
}

/** Looks at all that a restore in place needs, and changes nothing. */
export async function planRestore(cluster: AskedCluster, request: RestoreRequest, now: Date): Promise<RestorePlan> {
  const { platform, signal } = cluster;
  const { namespace } = platform.hub;
  const { user, to } = request;
  const homes = homePlace(platform.storage);
  refuseElsewhere(homes);
  const { server, chosen, place, pods } = await askServer(cluster, async (asked) => {
    const repository = new BackupRepository(asked, platform.cluster.name, signal);
    const found = await listVolumes(asked, namespace, signal);
    const chosen = await choose(repository, cluster, request, found.volumes);
    const { snapshot } = chosen;
    const place = placeOf({
      ...found,
      ...{ user, namespace, to, hasOwnClass: homes.kind === 'class', fresh: freshPlace(snapshot, user) },
      otherwise: 'Restore it into a folder on this machine: --to-folder DIR.',
    });
    // A file that is replaced under a running server is seen by it at once.
    const pods = request.parts.length > 0 ? [] : await podsOf(asked, { user, namespace }, signal);
    return { server: asked, chosen, place, pods };
  });
  const host = await hostOf(cluster, place.node, NOT_THERE);
  const disk = await diskAt(host, place.folder, signal);
  const repository = new BackupRepository(host, platform.cluster.name, signal);
  const content = await contentOf(repository, chosen.snapshot, request.parts);
  refuseFull(place.node, { bytes: content.bytes, disk, what: 'to restore' }, FULL);
  const suffix = `.before-restore-${stampOf(now)}`;
  return { request, ...chosen, content, host, server, place, pods, disk, suffix };
}

/** Where the home of a user comes back who has none. */
export function freshPlace(snapshot: Snapshot, user: string): PlaceQuestion['fresh'] {
  return {
    node: snapshot.node,
    because: 'which made the backup',
    volume: `restored-${homeClaim(user)}-${snapshot.id.slice(0, 8)}`,
    parent: posix.dirname(homeOf(snapshot)),
  };
}

/** @throws UserError where a home is no volume of its own, which could be put back */
function refuseElsewhere(homes: HomePlace): void {
  const before =
    'What is in the backups of the nodes is from before: --to-folder restores it into a folder on this machine.';
  if (homes.kind === 'none') {
    throw new UserError('homes end with their servers: there is none to restore', { fix: before, exitCode: 2 });
  }
  const shared = sharedPlace(homes);
  if (shared === undefined) return;
  const where = homes.kind === 'nfs' ? homes.from.server : 'its storage';
  throw new UserError(`homes are folders of ${shared}, not on the nodes`, {
    fix: `Restore from the backups of ${where}. ${before}`,
    exitCode: 2,
  });
}

async function choose(
  repository: BackupRepository,
  { platform }: AskedCluster,
  { user, at }: RestoreRequest,
  volumes: readonly LocatedVolume[],
): Promise<ChosenSnapshot> {
  const snapshots = await repository.snapshots().catch((error) => {
    throw resticFailure(error, '');
  });
  const { namespace } = platform.hub;
  const folder = homeNow(volumes, { user, namespace })?.path;
  return chooseSnapshot(snapshots, { user, namespace, users: Object.keys(platform.users ?? {}), at, folder });
}
