import { setMaxListeners } from 'node:events';
import { existsSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { Lock } from '../system/files/lock.ts';
import type { Host } from '../system/hosts/host.ts';
import { machineId } from '../system/machine-id.ts';
import type { Reporter } from '../system/reporter.ts';
import { sha256 } from '../system/sha256.ts';
import { launchedHere, readHosts, readId, readSeen, removeUnfinished, takeState } from './cluster-folder.ts';
import { LockKeeper } from './record/lock-keeper.ts';
import type { ClusterRecord } from './record/record.ts';
import { type Author, RecordedChange } from './record/recorded-change.ts';
import { lostLock, ServerLock } from './record/server-lock.ts';
import { type AboutUnfinished, GIVES_UP, refuseUnfinished } from './unfinished.ts';

/** Milliseconds after which the lock on the servers is renewed. */
const RENEWAL = 60_000;
/** Tells containers of one machine apart; not there on macOS. */
const PROCESSES = '/proc/self/ns/pid';

export interface ChangeOptions extends AboutUnfinished {
  /** The cluster's folder on this machine; its lock is beside it, since `down` deletes the folder. */
  readonly folder: string;
  /** All that can be reached; of these, the recorded servers are locked. */
  readonly hosts: readonly Host[];
  readonly author: Author;
  /** Whether a lock of somebody else on the servers is taken away. */
  readonly breakLock: boolean;
  readonly note: Reporter['note'];
  readonly signal: AbortSignal;
  /** Milliseconds after which the lock is renewed. @default 60000 */
  readonly renewal?: number;
}

/** A change of a cluster that is under way, while nobody else makes one. */
export interface ClusterChange {
  readonly record: RecordedChange;
  /** Aborts also when somebody has taken the lock away. */
  readonly signal: AbortSignal;
}

/**
 * Changes a cluster while no other command does, here or on another machine. A process that was killed locks nobody out here, and
 * for a quarter of an hour those of other machines.
 *
 * @throws UserError with who has the lock, or with what has not finished
 */
export async function changeCluster<T>(
  options: ChangeOptions,
  work: (change: ClusterChange) => Promise<T>,
): Promise<T> {
  return whileLockedHere(options.folder, () => whileServersAgree(options, work));
}

/** Does something with a cluster's folder while no other command on this machine does. */
export async function whileLockedHere<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const local = Lock.take({ path: `${folder}.lock`, folder, doing: 'changing this cluster' });
  try {
    removeUnfinished(folder);
    return await work();
  } finally {
    local.release();
  }
}

async function whileServersAgree<T>(options: ChangeOptions, work: (change: ClusterChange) => Promise<T>): Promise<T> {
  const { folder, hosts, author, breakLock, note, signal, renewal = RENEWAL } = options;
  const { operator, command } = author;
  const holder = { holder: holderOf(folder), operator, command };
  const lock = new ServerLock({ holder, id: readId(folder), breaks: breakLock });
  const lost = new AbortController();
  const keeper = new LockKeeper(lock, renewal, (server) => {
    note(`the lock on ${server.name} was taken away; ending what runs`);
    lost.abort();
  });
  for (const it of hosts) it.guard = () => keeper.check();
  const both = AbortSignal.any([signal, lost.signal]);
  // Every command on every host listens.
  setMaxListeners(0, both);
  const record = new RecordedChange(folder, author, lock, note);
  try {
    const servers = new Set(readHosts(folder).flatMap((it) => (it.role === 'server' ? it.name : [])));
    await lock.take(
      hosts.filter((it) => servers.has(it.name)),
      false,
      signal,
    );
    const { newest } = await record.recorded(lock.servers, signal);
    refuseUnfinished(folder, newest, options);
    if (newest?.unfinished !== undefined && options.givesUp) {
      await record.setUnfinished(GIVES_UP, newest.unfinished.keeps);
    }
    if (newest !== undefined) catchUp(folder, newest);
    return await record.during(() => work({ record, signal: both }));
  } catch (error) {
    if (!lost.signal.aborted || signal.aborted) throw error;
    throw lostLock(error);
  } finally {
    keeper.end();
    for (const it of hosts) it.guard = undefined;
    await lock.release();
  }
}

/** What others have changed since is true of the cluster here too. */
function catchUp(folder: string, { unfinished: _, ...newest }: ClusterRecord): void {
  const { changes, taken } = readSeen(folder);
  if (newest.change === taken || changes.includes(newest.change)) return;
  const known = readHosts(folder);
  // How SSH reaches a host is a matter of this machine.
  const hosts = newest.hosts.map(
    (it) => known.find(({ name, machineId }) => name === it.name && machineId === it.machineId) ?? it,
  );
  takeState(folder, { ...newest, hosts: [...hosts, ...launchedHere(known, hosts)] });
}

/**
 * A command that is run again in the same place has the lock that it left when it was killed. A copy of the folder has not, nor has
 * a container of the same image and name.
 */
export function holderOf(folder: string): string {
  const container = existsSync(PROCESSES) ? readlinkSync(PROCESSES) : '';
  const { dev, ino } = statSync(dirname(folder));
  const all = [machineId(), hostname(), container, resolve(folder), dev, ino];
  return sha256(all.join('\n')).slice(0, 32);
}
