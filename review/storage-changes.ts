import { isDeepStrictEqual } from 'node:util';
import { localStorage } from '../lib/chart-values.ts';
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
  const [was, is] = [before.storage.home, after.storage.home];
  const [old, now] = [kubernetesSize(was.size), kubernetesSize(is.size)];
  const called = (name: string | undefined) => name ?? "folders on the nodes' disks";
  return [
    ...(old === now ? [] : [{ text: `New homes get ${now} (was ${old}). Existing homes keep their size.` }]),
    ...(was.class === is.class
      ? []
      : [
          {
            text: `New homes are on ${called(is.class)} (was ${called(was.class)}). Existing homes stay where they are.`,
          },
        ]),
  ];
}

function sharedChanges(before: Platform, after: Platform): Untitled[] {
  const { added, removed, kept } = matched(before.storage.shared, after.storage.shared);
  const next = "from each server's next start";
  return [
    ...added.map((it) => ({ text: `Shared folder ${it.name} is mounted ${next}.` })),
    ...removed.map((it) => ({ text: `Shared folder ${it.name} is no longer mounted ${next}. Its contents are kept.` })),
    ...kept
      .filter(({ was, is }) => !isDeepStrictEqual(was, is))
      .map(({ is }) => ({ text: `Shared folder ${is.name} is mounted differently ${next}.` })),
  ];
}

function databaseChanges(before: Platform, after: Platform): Untitled[] {
  const [was, is] = [before.hub.database, after.hub.database];
  if (was.type === 'sqlite' && is.type === 'sqlite') return claimChanges(before, after);
  if (isDeepStrictEqual(was, is)) return [];
  if (was.type === 'postgresql' && is.type === 'postgresql') {
    const place = ({ host, port, database }: typeof was) => `${host}:${port}/${database}`;
    if (place(was) === place(is)) return [{ text: 'The hub logs in to its database differently.' }];
  }
  const left =
    was.type === 'sqlite' ? 'the claim hub-db-dir, which is kept' : `PostgreSQL at ${(was as { host: string }).host}`;
  const text = `The hub starts with a different database, and nothing is copied: passwords that users chose, API tokens and the list of running servers stay behind in ${left}. The hub will not know servers that run now: stop them first.`;
  return [{ text, caution: true }];
}

/** A claim's class never changes, and its size only where its class can: otherwise Helm's upgrade fails. */
function claimChanges(before: Platform, after: Platform): Untitled[] {
  const describe = ({ hub, storage, cluster }: Platform) => ({
    size: hub.database.type === 'sqlite' ? kubernetesSize(hub.database.size) : '',
    class: localStorage(cluster) ? 'local' : storage.home.class,
    mebibytes: hub.database.type === 'sqlite' ? hub.database.size.toMebibytes() : 0,
  });
  const [was, is] = [describe(before), describe(after)];
  const refused = 'Kubernetes refuses that for an existing claim, so the upgrade fails';
  if (before.hub.namespace !== after.hub.namespace) return [];
  return [
    ...(was.size !== is.size && (is.class === 'local' || is.mebibytes < was.mebibytes)
      ? [
          {
            text: `The database's claim: ${was.size} → ${is.size}. ${refused}: move the database to a new claim by hand.`,
            caution: true,
          },
        ]
      : []),
    ...(was.size !== is.size && is.class !== 'local' && is.mebibytes > was.mebibytes
      ? [{ text: `The database's claim grows from ${was.size} to ${is.size}, if its class allows it.` }]
      : []),
    ...(was.class !== is.class
      ? [
          {
            text: `The database's claim gets another class. ${refused}: move the database to a new claim by hand.`,
            caution: true,
          },
        ]
      : []),
  ];
}
