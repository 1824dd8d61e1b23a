import { kubernetesSize } from './quantities.ts';
import type { Settings } from './schema/platform.ts';
import type { Storage } from './schema/storage.ts';

type Placed = {
  readonly hub: Pick<Settings['hub'], 'database'>;
  readonly storage: Storage;
  readonly cluster: Pick<Settings['cluster'], 'disable'>;
};

/** Whether k3s's provisioner of folders on the nodes' disks is there. */
export function localStorage({ disable }: Placed['cluster']): boolean {
  return !disable.includes('local-storage');
}

/** The claim of the hub's database: its size, and its StorageClass unless it is a folder on a node; undefined with PostgreSQL. */
export function databaseClaim({
  hub: { database },
  storage,
  cluster,
}: Placed): { readonly size: string; readonly mebibytes: number; readonly class: string | undefined } | undefined {
  if (database.type !== 'sqlite') return undefined;
  const own = database.class ?? (localStorage(cluster) ? undefined : storage.home.class);
  return { size: kubernetesSize(database.size), mebibytes: database.size.toMebibytes(), class: own };
}

/** Whether the hub's database is a file on the disk of a node, where backups and the snapshots of upgrades find it. */
export function isDatabaseOnNode(platform: Placed): boolean {
  const claim = databaseClaim(platform);
  return claim !== undefined && claim.class === undefined;
}
