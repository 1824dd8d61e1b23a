import { isDeepStrictEqual } from 'node:util';
import { databaseClaim } from '../platform/database-place.ts';
import { type HomePlace, homePlace, sharedPlace } from '../platform/home-place.ts';
import type { Platform } from '../platform/platform.ts';
import { kubernetesSize } from '../platform/quantities.ts';
import { type Change, matched } from './change.ts';

/** Homes, shared folders and the hub's database: what is new, and what is left behind. */
export function storageChanges(before: Platform, after: Platform): Change[] {
  return [...homeChanges(before, after), ...sharedChanges(before, after), ...databaseChanges(before, after)].map(
    (change) => ({ topic: 'Storage', ...change }),
  );
}

type Untitled = Omit<Change, 'topic'>;

function homeChanges(before: Platform, after: Platform): Untitled[] {
  const [previous, current] = [before.storage.home, after.storage.home];
  const [old, now] = [kubernetesSize(previous.size), kubernetesSize(current.size)];
  const [was, is] = [before.storage, after.storage].map(homePlace) as [HomePlace, HomePlace];
  const areVolumes = [was, is].every(({ kind }) => kind === 'nodes' || kind === 'class');
  if (!areVolumes && !isDeepStrictEqual(was, is)) {
    const text = moved(was, is);
    return [{ text, caution: true }];
  }
  return [
    ...pathChanges(previous, current),
    ...limitChanges(previous, current),
    ...(old === now || !areVolumes
      ? []
      : [{ text: `New homes get ${now} (was ${old}). Existing homes keep their size.` }]),
    ...(isDeepStrictEqual(was, is)
      ? []
      : [
          {
            text: `New homes are on ${called(is)} (was ${called(was)}). Existing homes stay where they are.`,
          },
        ]),
  ];
}

function moved(was: HomePlace, is: HomePlace): string {
  const old = was.kind === 'none' ? 'there were none' : `was ${called(was)}`;
  if (is.kind === 'none') {
    return `Servers have no home from their next start (${old}): what users save then ends with the server. What they have now stays where it is.`;
  }
  const empty = 'users find an empty home';
  const left =
    was.kind === 'none'
      ? `At first, ${empty}.`
      : `Nothing is copied: until you do, ${empty}. What they have now stays where it is.`;
  return `Homes are ${called(is)} (${old}) from each server's next start. ${left}`;
}

/** Where homes are, of those that there are. */
function called(place: HomePlace): string {
  if (place.kind === 'class') return place.name;
  return `folders ${place.kind === 'nodes' ? "on the nodes' disks" : `of ${sharedPlace(place)}`}`;
}

type HomeSettings = Platform['storage']['home'];

function pathChanges({ path: old }: HomeSettings, { path: now }: HomeSettings): Untitled[] {
  if (old === now) return [];
  const text = `Servers have the home at ${now} (was ${old}) from their next start. Its contents stay, but paths that users wrote down still begin with ${old}.`;
  return [{ text, caution: true }];
}

/** Unlike the size of a claim, the limit is of all homes, old and new. */
function limitChanges(previous: HomeSettings, current: HomeSettings): Untitled[] {
  const [before, after] = [previous, current].map((it) => it.limit && `${it.limit} ${kubernetesSize(it.size)}`);
  if (before === after) return [];
  if (current.limit === undefined)
    return [{ text: 'Users no longer see how large their home is, and nothing limits it.' }];
  const size = kubernetesSize(current.size);
  const shown = `Users see how large their home is, with a warning from 80 % of ${size}.`;
  if (current.limit === 'warn') return [{ text: shown }];
  if (current.limit === 'hard') return [{ text: `${shown} No home grows beyond that.`, caution: true }];
  return [{ text: `${shown} A server for a home that is larger stops after 30 minutes.`, caution: true }];
}

function sharedChanges(before: Platform, after: Platform): Untitled[] {
  const { added, removed, kept } = matched(before.storage.shared, after.storage.shared);
  const next = "from each server's next start";
  return [
    ...added.map((it) => ({ text: `Shared folder ${it.name} is mounted ${next}.` })),
    ...removed.map((it) => ({ text: `Shared folder ${it.name} is no longer mounted ${next}. Its contents are kept.` })),
    ...kept
      .filter(({ previous, current }) => !isDeepStrictEqual(previous, current))
      .map(({ current }) => ({ text: `Shared folder ${current.name} is mounted differently ${next}.` })),
  ];
}

function databaseChanges(before: Platform, after: Platform): Untitled[] {
  const [previous, current] = [before.hub.database, after.hub.database];
  const claims = [before, after].map(databaseClaim);
  if (claims[0] !== undefined && claims[1] !== undefined) {
    return before.hub.namespace === after.hub.namespace ? claimChanges(claims[0], claims[1]) : [];
  }
  if (isDeepStrictEqual(previous, current)) return [];
  if (previous.type === 'postgresql' && current.type === 'postgresql') {
    const place = ({ host, port, database }: typeof previous) => `${host}:${port}/${database}`;
    if (place(previous) === place(current)) return [{ text: 'The hub logs in to its database differently.' }];
  }
  const left =
    previous.type === 'sqlite'
      ? 'the claim hub-db-dir, which is kept'
      : `PostgreSQL at ${(previous as { host: string }).host}`;
  const text = `The hub starts with a different database, and nothing is copied: passwords that users chose, API tokens and the list of running servers stay behind in ${left}. The hub will not know servers that run now: stop them first.`;
  return [{ text, caution: true }];
}

type Claim = NonNullable<ReturnType<typeof databaseClaim>>;

/** A claim's class never changes, and its size only where its class can: otherwise Helm's upgrade fails. */
function claimChanges(previous: Claim, current: Claim): Untitled[] {
  const refused = 'Kubernetes refuses that for an existing claim, so the upgrade fails';
  return [
    ...(previous.size !== current.size && (current.class === undefined || current.mebibytes < previous.mebibytes)
      ? [
          {
            text: `The database's claim: ${previous.size} → ${current.size}. ${refused}: move the database to a new claim by hand.`,
            caution: true,
          },
        ]
      : []),
    ...(previous.size !== current.size && current.class !== undefined && current.mebibytes > previous.mebibytes
      ? [{ text: `The database's claim grows from ${previous.size} to ${current.size}, if its class allows it.` }]
      : []),
    ...(previous.class !== current.class
      ? [
          {
            text: `The database's claim gets another class. ${refused}: move the database to a new claim by hand.`,
            caution: true,
          },
        ]
      : []),
  ];
}
