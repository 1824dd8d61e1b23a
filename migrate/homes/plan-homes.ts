import { roomOn } from '../../cluster/disk-headroom.ts';
import { LOCAL_STORAGE, listVolumes } from '../../cluster/volumes.ts';
import { type AskedCluster, askServer, hostOf } from '../../operate/ask-server.ts';
import { diskAt } from '../../operate/homes/disk-at.ts';
import { ownerOf } from '../../operate/homes/find-homes.ts';
import { listHolds } from '../../operate/homes/holds.ts';
import { whyNoHomeOn, whyNoServerOn } from '../../operate/homes/node-for-homes.ts';
import { homeNow, type NewVolume, type Place, placeNow } from '../../operate/homes/place.ts';
import { listPods } from '../../operate/log-pods.ts';
import { NOT_THERE } from '../../operate/move/plan-move.ts';
import { listNodes, type NodeNow } from '../../operate/nodes.ts';
import { stampOf } from '../../operate/times.ts';
import { homePlace, sharedPlace } from '../../platform/home-place.ts';
import type { Platform } from '../../platform/platform.ts';
import { homeClaim } from '../../platform/slug.ts';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import type { HomeSource } from './home-source.ts';

/** What to do about a home that is not a folder on a node. */
const OTHERWISE = 'Copy it in a server of this user: docs/move-over.md.';

export interface HomesRequest {
  readonly sources: readonly HomeSource[];
  /** Whether homes that are here already are replaced; else they are left. */
  readonly replaces: boolean;
  /** Node for homes that have no volume. */
  readonly to: string | undefined;
}

/** A home that is copied. */
export interface PlannedHome {
  readonly source: HomeSource;
  /** Where its volume is; undefined if it gets one. */
  readonly place: Place | undefined;
  /** Servers to be stopped. */
  readonly pods: readonly string[];
}

/** A node that new homes may go to. */
export interface Room {
  readonly host: Host;
  /** Bytes that its disk can take. */
  bytes: number;
}

export interface HomesPlan {
  /** Where Kubernetes is asked. */
  readonly asked: Host;
  readonly homes: readonly PlannedHome[];
  /** Whose homes are here already, and are left as they are. */
  readonly here: readonly HomeSource[];
  /** Where homes without a volume may go; empty if all have one. */
  readonly rooms: readonly Room[];
  /** Who cannot log in yet, as users.yaml does not have them. */
  readonly unknown: readonly string[];
  /** Added to the name of what is there now. */
  readonly suffix: string;
}

/**
 * Looks at where homes go, and changes nothing.
 *
 * @throws UserError with everything that is in the way
 */
export async function planHomes(cluster: AskedCluster, request: HomesRequest, now: Date): Promise<HomesPlan> {
  const { platform, signal } = cluster;
  const { namespace } = platform.hub;
  refuseElsewhere(platform);
  const { asked, nodes, volumes, holds, running } = await askServer(cluster, async (server) => ({
    asked: server,
    ...(await listVolumes(server, namespace, signal)),
    nodes: await listNodes(server, signal),
    holds: await listHolds(server, namespace, signal),
    running: await listPods(server, { namespace, component: 'singleuser-server' }, signal),
  }));
  const isBegun = (it: HomeSource) =>
    holds.some((hold) => hold.work === 'import' && hold.claim === homeClaim(it.user, it.server));
  const all = request.sources.map((source) => ({ source, now: homeNow(volumes, { ...source, namespace }) }));
  const isLeft = ({ source, now }: (typeof all)[number]) => !request.replaces && now !== undefined && !isBegun(source);
  const homes: PlannedHome[] = [];
  const problems: UserError[] = [];
  const names = nodes.map((it) => it.name);
  for (const { source, now } of all.filter((it) => !isLeft(it))) {
    try {
      if (now === undefined) refuseOwnClass(source, platform);
      const place = now && placeNow(now, { user: source.user, nodes: names, to: request.to, otherwise: OTHERWISE });
      const pods = running.filter((it) => it.user === source.user && it.server === source.server);
      homes.push({ source, place, pods: pods.map((it) => it.name) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error);
    }
  }
  refuseAll(problems);
  const isAnyNew = homes.some((it) => it.place === undefined);
  const rooms = isAnyNew ? await roomsOn(cluster, nodes, request.to) : [];
  const users = new Set(Object.keys(platform.users));
  const owners = platform.auth.type === 'users' ? new Set(homes.map((it) => it.source.user)) : [];
  const unknown = [...owners].filter((it) => !users.has(it));
  const here = all.filter(isLeft).map((it) => it.source);
  return { asked, homes, here, rooms, unknown, suffix: `.before-import-${stampOf(now)}` };
}

/** The volume of a home that has none. */
export function newVolume({ user, server }: Pick<HomeSource, 'user' | 'server'>): NewVolume {
  return { volume: `imported-${homeClaim(user, server)}`, parent: LOCAL_STORAGE };
}

/** @throws UserError where homes are not volumes on nodes */
function refuseElsewhere({ storage }: Platform): void {
  const homes = homePlace(storage);
  const shared = sharedPlace(homes);
  if (homes.kind !== 'none' && shared === undefined) return;
  throw new UserError(
    shared === undefined
      ? 'homes end with their servers: there is nowhere to copy one to'
      : `homes are folders of ${shared}`,
    {
      fix:
        shared === undefined
          ? 'Set another `storage.home` in platform.yaml, and run `npx hubwright up`.'
          : 'Copy them there, a folder for each user: docs/network-homes.md.',
      exitCode: 2,
    },
  );
}

function refuseOwnClass({ user, server, where }: HomeSource, { storage }: Platform): void {
  if (homePlace(storage).kind !== 'class') return;
  throw new UserError(
    `${ownerOf({ user, server, claim: where })} has no home of the StorageClass ${storage.home.class} yet`,
    {
      fix: 'Start a server of this user once, which makes one, stop it, and run the same command again.',
    },
  );
}

function refuseAll(problems: readonly UserError[]): void {
  if (problems.length === 0) return;
  const fixes = [...new Set(problems.flatMap((it) => it.fix ?? []))];
  throw new UserError(problems.map((it) => it.message).join('\n'), { fix: fixes.join('\n  ') });
}

async function roomsOn(cluster: AskedCluster, nodes: readonly NodeNow[], to: string | undefined): Promise<Room[]> {
  const { platform, signal } = cluster;
  const why = (name: string) => whyNoHomeOn(name, nodes, platform) ?? whyNoServerOn(name, platform);
  const names = to === undefined ? nodes.map((it) => it.name) : [to];
  const reasons = names.flatMap((it) => why(it) ?? []);
  const possible = names.filter((it) => why(it) === undefined);
  if (possible.length === 0) {
    throw new UserError(`no node can have the homes\n  ${reasons.join('\n  ')}`, {
      fix: to === undefined ? 'Fix one of these, and run the same command again.' : 'Name another node with --to.',
      exitCode: 2,
    });
  }
  return Promise.all(
    possible.map(async (name) => {
      const host = await hostOf(cluster, name, NOT_THERE);
      return { host, bytes: roomOn(await diskAt(host, LOCAL_STORAGE, signal)) };
    }),
  );
}
