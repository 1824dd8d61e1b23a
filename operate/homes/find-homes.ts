import { type LocatedVolume, listVolumes } from '../../cluster/volumes.ts';
import { homeOwner } from '../../platform/slug.ts';
import type { Host } from '../../system/hosts/host.ts';

/** The home of a user, or of one of their named servers. */
export type Home = LocatedVolume & { readonly kind: 'home' };

/** What holds the users' work. */
export interface FoundHomes {
  /** The nodes of the cluster. */
  readonly nodes: readonly string[];
  /** By user, then by named server; without a user last. */
  readonly homes: readonly Home[];
  /** Other volumes in the hub's namespace: its database, and claims that are shared. */
  readonly others: readonly LocatedVolume[];
  /** Volumes of other namespaces. */
  readonly elsewhere: readonly LocatedVolume[];
}

export interface HomesQuestion {
  /** The hub's namespace. */
  readonly namespace: string;
  /** Names of users that are known: a home whose claim is gone is recognized by them. */
  readonly users: readonly string[];
}

/** Asks a server where homes are. Asks no node, measures nothing, changes nothing. */
export async function findHomes(
  server: Host,
  { namespace, users }: HomesQuestion,
  signal: AbortSignal,
): Promise<FoundHomes> {
  const { nodes, volumes } = await listVolumes(server, namespace, signal);
  const ofHub = volumes.filter((it) => it.namespace === namespace);
  const homes = ofHub.filter(isHome).map((it) => ({ ...it, ...(it.user === undefined && homeOwner(it.claim, users)) }));
  return {
    nodes,
    homes: homes.sort(byUser),
    others: ofHub.filter((it) => !isHome(it)),
    elsewhere: volumes.filter((it) => it.namespace !== namespace),
  };
}

/** Whose home it is, as short as in a table: `ada`, `ada (gpu)`; its claim if no user is known. */
export function ownerOf({
  user,
  server,
  claim,
}: {
  readonly user: string | null | undefined;
  readonly server: string;
  readonly claim: string;
}): string {
  return server === '' ? (user ?? claim) : `${user} (${server})`;
}

function isHome(volume: LocatedVolume): volume is Home {
  return volume.kind === 'home';
}

function byUser(a: Home, b: Home): number {
  if ((a.user === undefined) !== (b.user === undefined)) return a.user === undefined ? 1 : -1;
  return [a.user ?? '', a.server, a.claim, a.volume]
    .join('\0')
    .localeCompare([b.user ?? '', b.server, b.claim, b.volume].join('\0'), 'en');
}
