import { few } from '../../system/few.ts';
import { UserError } from '../../system/user-error.ts';
import { timeOf } from '../at-time.ts';
import type { Snapshot } from '../backup/repository.ts';
import type { KeptFolder } from './kept-agents.ts';

/** The backups that a whole cluster is restored from. */
export interface ClusterBackup {
  readonly datastore: Snapshot;
  /** Manifests and settings of k3s, by the server that they were on. */
  readonly platforms: ReadonlyMap<string, Snapshot>;
  /** Of the hub; undefined where it has none, or no backup of it. */
  readonly database: Snapshot | undefined;
  /** The newest of each volume, by its folder. */
  readonly volumes: ReadonlyMap<string, Snapshot>;
  /** When a folder was first backed up, in milliseconds since 1970. */
  readonly since: ReadonlyMap<string, number>;
  /** The same of each node that has backed it up: see {@link folderOn}. */
  readonly sinceOn: ReadonlyMap<string, number>;
  /** What is still there on agents that stay, by node and folder: see {@link folderOn}. */
  readonly kept: ReadonlyMap<string, KeptFolder>;
}

/** The key of a folder on a node. */
export const folderOn = (node: string, path: string): string => `${node}:${path}`;

/**
 * The newest backup of everything, or the newest that is not newer than a time. Pure.
 *
 * @param snapshots the newest first
 * @param until nothing newer, in milliseconds since 1970
 * @throws UserError if there is no datastore, without which there is no cluster
 */
export function chooseBackup(snapshots: readonly Snapshot[], until: number, cluster: string): ClusterBackup {
  const datastores = snapshots.filter((it) => it.kind === 'datastore');
  const before = snapshots.filter((it) => it.time <= until);
  const datastore = before.find((it) => it.kind === 'datastore');
  if (datastore === undefined) throw noDatastore(datastores, cluster);
  const [since, sinceOn] = [new Map<string, number>(), new Map<string, number>()];
  const volumes = new Map<string, Snapshot>();
  const platforms = new Map<string, Snapshot>();
  for (const it of before) {
    const [path = ''] = it.paths;
    if (it.kind === 'platform' && !platforms.has(it.node)) platforms.set(it.node, it);
    if (it.kind !== 'volume') continue;
    if (!volumes.has(path)) volumes.set(path, it);
    since.set(path, it.time);
    sinceOn.set(folderOn(it.node, path), it.time);
  }
  const database = before.find((it) => it.kind === 'hub-database');
  return { datastore, platforms, database, volumes, since, sinceOn, kept: new Map() };
}

/** The same, where what is still there on agents that stay takes the place of its backups. Pure. */
export function withKept(backup: ClusterBackup, folders: readonly KeptFolder[]): ClusterBackup {
  const kept = new Map(folders.map((it) => [folderOn(it.node, it.path), it]));
  const isKept = (it: Snapshot, path: string) => kept.has(folderOn(it.node, path));
  return { ...backup, kept, volumes: new Map([...backup.volumes].filter(([path, it]) => !isKept(it, path))) };
}

function noDatastore(datastores: readonly Snapshot[], cluster: string): UserError {
  if (datastores.length === 0) {
    return new UserError(`the repository has no backup of the cluster "${cluster}"`, {
      fix: 'Check `backup.repository`, and `cluster.name`: it has to be the name that the cluster was backed up under.',
    });
  }
  const times = datastores.map((it) => timeOf(it.time)).reverse();
  return new UserError(`the first backup of the cluster was made ${times[0]}`, {
    fix: `Leave out --at for the newest, or name a time of: ${few(times, 12)}.`,
    exitCode: 2,
  });
}
