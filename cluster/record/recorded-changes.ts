import { type Host, unlessSilent } from '../../system/hosts/host.ts';
import { type Entry, mergeEntries, readAll } from './entry.ts';
import { type ClusterRecord, newestRecord } from './record.ts';

/** What a server has recorded, of this cluster or of another one, whose host it was. */
export interface ServerRecord extends Awaited<ReturnType<typeof readAll>> {
  readonly server: Host;
}

/** The changes of a cluster that its servers have recorded. */
export interface RecordedChanges {
  /** Oldest first. */
  readonly entries: readonly Entry[];
  /** The highest number of all. */
  readonly revision: number;
  /** The state of the cluster after the last of them, by the newest of the servers. */
  readonly newest: ClusterRecord | undefined;
  /** The servers that have recorded a change. */
  readonly serversOf: (entry: Entry) => readonly Host[];
}

/** What these servers have recorded, put together: one that was away lacks changes. One that is silent is left out. */
export async function readChanges(
  servers: readonly Host[],
  id: string | undefined,
  signal: AbortSignal,
): Promise<RecordedChanges> {
  return putTogether(await readServers(servers, signal), id);
}

/** What each of these servers has recorded; one that is silent is left out. */
export async function readServers(servers: readonly Host[], signal: AbortSignal): Promise<ServerRecord[]> {
  const ask = async (server: Host) => ({ server, ...(await readAll(server, signal)) });
  const answers = await Promise.all(servers.map((it) => ask(it).catch(unlessSilent)));
  return answers.filter((it) => it !== undefined);
}

/** The changes of the cluster of this id. Pure. */
export function putTogether(records: readonly ServerRecord[], id: string | undefined): RecordedChanges {
  // What is there of another cluster, whose host it was, is deleted by the next change.
  const found = records.filter(({ record }) => record === undefined || record.id === id);
  const entries = mergeEntries(found.map((it) => it.entries));
  const newest = newestRecord(found.map((it) => it.record));
  return {
    entries,
    revision: Math.max(newest?.revision ?? 0, ...entries.map((it) => it.revision)),
    newest,
    serversOf: ({ change }) =>
      found.filter((it) => it.entries.some((entry) => entry.change === change)).map((it) => it.server),
  };
}

/** Ids of the changes that none was made after: one, unless servers did not know of each other's. */
export function lastChanges(entries: readonly Entry[]): string[] {
  const before = new Set(entries.flatMap((it) => it.after));
  return entries.map((it) => it.change).filter((it) => !before.has(it));
}
