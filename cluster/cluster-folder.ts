import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { fileProblem } from '../system/files/file-problem.ts';
import { removeLeftovers, writeAtomically } from '../system/files/write-atomically.ts';
import { isKeyOf } from '../system/hosts/known-hosts.ts';
import { UserError } from '../system/user-error.ts';

/** What is kept of a host, here and on the servers. */
export const RECORDED_HOST = {
  name: z.string(),
  role: z.enum(['server', 'agent']),
  provider: z.string(),
  /** How SSH reaches it. */
  address: z.string().optional(),
  user: z.string().optional(),
  port: z.int().optional(),
  key: z.string().optional(),
  /** Tells a host from another one that has come to its address or name; not there while a VM is being launched. */
  machineId: z.string().optional(),
};
const HOST = z.strictObject(RECORDED_HOST);
const SEEN = z.strictObject({
  /** The highest number that a change had. */
  revision: z.int().nonnegative(),
  /** Ids of changes that were made here, and of those that others had made before an `up` here; the newest last. */
  changes: z.array(z.string()),
  /** The change whose state was last taken over from the servers. */
  taken: z.string().optional(),
});
/** How many changes are remembered. */
const REMEMBERED = 200;
const STATE = z.strictObject({
  version: z.literal(1),
  /** Tells the cluster from all others, also from one of the same name; each of its hosts has it too. */
  id: z.string().optional(),
  hosts: z.array(HOST),
  /** Names of the files in k3s's folder of manifests that are this cluster's. */
  manifests: z.array(z.string()).default([]),
  /** Names of nodes that were taken out while their machines could not be reached, and that the cluster refuses. */
  refused: z.array(z.string()).default([]),
  seen: SEEN.default({ revision: 0, changes: [] }),
});
type FolderState = z.output<typeof STATE>;
/** What this machine knows of the changes of a cluster. */
export type Seen = z.output<typeof SEEN>;

/** What is known of a cluster on every machine that changes it, and on its servers. */
export type ClusterState = Omit<FolderState, 'version' | 'seen'>;

/** A host that this cluster has changed something on. */
export type RecordedHost = z.output<typeof HOST>;

/** Where everything about a cluster is kept on this machine, from the folder of platform.yaml. */
export function clusterFolder(directory: string, cluster: string): string {
  return join(directory, '.hubwright', cluster);
}

/** The hosts that belong to the cluster, by what was recorded before the first change to each. */
export function readHosts(folder: string): readonly RecordedHost[] {
  return readState(folder).hosts;
}

export function writeHosts(folder: string, hosts: readonly RecordedHost[]): void {
  writeState(folder, { ...readState(folder), hosts: [...hosts] });
}

/** Records a host, in place of what was recorded under its name. */
export function recordHost(folder: string, host: RecordedHost): void {
  writeHosts(folder, [...readHosts(folder).filter((it) => it.name !== host.name), host]);
}

/** Takes out of what is recorded all hosts but those of these names: the others are lost for good. */
export function keepHosts(folder: string, names: ReadonlySet<string>): void {
  writeHosts(
    folder,
    readHosts(folder).filter((it) => names.has(it.name)),
  );
}

/** Hosts that the servers do not have yet: a VM is recorded here before it is launched, and there once it runs. */
export function launchedHere(known: readonly RecordedHost[], there: readonly RecordedHost[]): RecordedHost[] {
  return known.filter((it) => it.machineId === undefined && !there.some(({ name }) => name === it.name));
}

/** Takes a host out of what is recorded, with its key: another machine may get the name. */
export function forgetHost(folder: string, name: string): void {
  writeHosts(
    folder,
    readHosts(folder).filter((it) => it.name !== name),
  );
  const known = readSecret(folder, 'known_hosts') ?? '';
  const others = known.split('\n').filter((line) => !isKeyOf(name, line));
  if (others.join('\n') !== known) saveSecret(folder, 'known_hosts', others.join('\n'));
}

/** Names of the manifests that were ever put in place; k3s keeps what it made from one that is only deleted. */
export function readManifestNames(folder: string): readonly string[] {
  return readState(folder).manifests;
}

export function writeManifestNames(folder: string, manifests: Iterable<string>): void {
  writeState(folder, { ...readState(folder), manifests: [...manifests].sort() });
}

/** Names of nodes that the cluster refuses. */
export function readRefused(folder: string): readonly string[] {
  return readState(folder).refused;
}

export function writeRefused(folder: string, refused: Iterable<string>): void {
  writeState(folder, { ...readState(folder), refused: [...new Set(refused)].sort() });
}

/** The changes of the cluster that are known here. A number alone says nothing: another change can have it. */
export function readSeen(folder: string): Seen {
  return readFolder(folder).seen;
}

/** Remembers changes. */
export function addSeen(folder: string, { revision, changes }: Omit<Seen, 'taken'>): void {
  const { seen, ...rest } = readFolder(folder);
  const earlier = seen.changes.filter((it) => !changes.includes(it));
  const all = [...earlier, ...changes].slice(-REMEMBERED);
  writeFolder(folder, { ...rest, seen: { ...seen, revision: Math.max(seen.revision, revision), changes: all } });
}

/** The cluster's id; undefined before the first change to a host, and where an older Hubwright made the last one. */
export function readId(folder: string): string | undefined {
  return readState(folder).id;
}

/**
 * The cluster's id, made when it is first asked for.
 *
 * @param found what hosts of this very cluster have already, if any
 */
export function clusterId(folder: string, found: string = randomBytes(16).toString('hex')): string {
  const state = readState(folder);
  if (state.id !== undefined) return state.id;
  writeState(folder, { ...state, id: found });
  return found;
}

/** What is known of the cluster here. */
export function readState(folder: string): ClusterState {
  const { version: _, seen: __, ...state } = readFolder(folder);
  return state;
}

/** Puts what the servers know of the cluster since a change in place of what was known here. */
export function takeState(
  folder: string,
  { revision, change, ...state }: ClusterState & { readonly revision: number; readonly change: string },
): void {
  const before = readFolder(folder);
  const seen = { ...before.seen, revision: Math.max(before.seen.revision, revision), taken: change };
  writeFolder(folder, { ...before, ...state, seen });
}

/** Puts what is known of the cluster in place of what was. */
export function writeState(folder: string, state: ClusterState): void {
  writeFolder(folder, { ...readFolder(folder), ...state });
}

function writeFolder(folder: string, state: FolderState): void {
  saveSecret(folder, 'state.json', `${JSON.stringify(state, undefined, 2)}\n`);
}

function readFolder(folder: string): FolderState {
  const path = join(folder, 'state.json');
  const text = readSecret(folder, 'state.json');
  if (text === undefined)
    return { version: 1, hosts: [], manifests: [], refused: [], seen: { revision: 0, changes: [] } };
  const found = parseJson(text);
  const read = STATE.safeParse(found);
  if (read.success) return read.data;
  const version = (found as { version?: unknown } | null | undefined)?.version;
  if (typeof version === 'number' && version > STATE.shape.version.value) {
    throw new UserError(`${path} was written by a newer Hubwright`, {
      fix: 'Update the package in this project to that version.',
    });
  }
  const where = read.error.issues[0]?.path.join('.') || 'its content';
  throw new UserError(
    `${path} was not written by Hubwright: ${found === undefined ? 'it is truncated, or not JSON' : `${where} is odd`}`,
    {
      fix: 'Move it away and run `npx hubwright adopt`, which gets it from the servers of the cluster.',
      cause: read.error,
    },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The cluster's token, made when it is first asked for. */
export function clusterToken(folder: string): string {
  const kept = readSecret(folder, 'token');
  if (kept?.trim() === '') {
    throw new UserError(`${join(folder, 'token')} is empty`, {
      fix: 'Remove it and run `npx hubwright adopt`, which gets it from a server of the cluster.',
    });
  }
  if (kept !== undefined) return kept.trim();
  const token = randomBytes(32).toString('hex');
  saveSecret(folder, 'token', token);
  return token;
}

/** Everything that is kept in the folder of a cluster; `ssh-keygen -R` keeps the old host keys beside the new ones. */
const KEPT = ['state.json', 'restore.json', 'token', 'join-token', 'kubeconfig', 'known_hosts', 'known_hosts.old'];

/** Deletes what is kept about a cluster, and the folder if nothing else is in it. */
export function forget(folder: string): void {
  removeUnfinished(folder);
  for (const name of KEPT) rmSync(join(folder, name), { force: true });
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/**
 * Puts files that were prepared in another folder in place. Until the last of them is there, nothing is known of the cluster.
 *
 * @returns whether any of them differs from what was there
 */
export function putInPlace(folder: string, prepared: string): boolean {
  const files = KEPT.filter((it) => it !== 'state.json' && existsSync(join(prepared, it)));
  const isSame =
    isDeepStrictEqual(readState(prepared), readState(folder)) &&
    files.every((it) => readSecret(prepared, it) === readSecret(folder, it));
  if (isSame) return false;
  if (!existsSync(folder)) renameSync(prepared, folder);
  else for (const name of [...files, 'state.json']) renameSync(join(prepared, name), join(folder, name));
  return true;
}

/** Deletes what a command that was killed had only begun to write. */
export function removeUnfinished(folder: string): void {
  if (existsSync(folder)) removeLeftovers(folder, KEPT);
}

/** A file of the folder; undefined if there is none. */
export function readSecret(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  try {
    const isOdd = statSync(path, { throwIfNoEntry: false })?.isFile() === false;
    if (isOdd)
      throw new UserError(`${path}: expected a file, found a folder, a pipe or a device`, { fix: 'Move it away.' });
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileProblem(error, { path, what: 'cannot be read' }) ?? error;
  }
}

/** Writes a file of the folder whole or not at all, for its owner alone. */
export function saveSecret(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  writeAtomically(join(folder, name), text);
}
