import { type Host, unlessSilent } from '../../system/hosts/host.ts';
import { type Entry, mergeEntries, readAll } from './entry.ts';

/** The changes of a cluster that its servers have recorded. */
export interface RecordedChanges {
  /** Oldest first. */
  readonly entries: readonly Entry[];
  /** The highest number of all. */
  readonly revision: number;
  /** The servers that have recorded a change. */
  readonly serversOf: (entry: Entry) => readonly Host[];
}

/** What these servers have recorded, put together: one that was away lacks changes. One that is silent is left out. */
export async function readChanges(
  servers: readonly Host[],
  id: string | undefined,
  signal: AbortSignal,
): Promise<RecordedChanges> {
  const answers = await Promise.all(servers.map((it) => changesOn(it, id, signal).catch(unlessSilent)));
  const found = answers.filter((it) => it !== undefined);
  const entries = mergeEntries(found.map((it) => it.entries));
  return {
    entries,
    revision: Math.max(0, ...found.map((it) => it.revision), ...entries.map((it) => it.revision)),
    serversOf: ({ change }) =>
      found.filter((it) => it.entries.some((entry) => entry.change === change)).map((it) => it.server),
  };
}

async function changesOn(server: Host, id: string | undefined, signal: AbortSignal) {
  const { record, entries } = await readAll(server, signal);
  // What is there of another cluster, whose host it was, is deleted by the next change.
  if (record !== undefined && record.id !== id) return undefined;
  return { server, revision: record?.revision ?? 0, entries };
}

/** Ids of the changes that none was made after: one, unless servers did not know of each other's. */
export function lastChanges(entries: readonly Entry[]): string[] {
  const before = new Set(entries.flatMap((it) => it.after));
  return entries.map((it) => it.change).filter((it) => !before.has(it));
}
