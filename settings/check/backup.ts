import { databaseClaim } from '../../platform/database-place.ts';
import { describeExport, type HomePlace, homePlace } from '../../platform/home-place.ts';
import { ownBackup } from '../../platform/own-backup.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { SettingsProblem } from '../../system/problem.ts';

/** Something that is not in the backup, and who has it instead. */
type Elsewhere = readonly [message: string, fix: string];

/** What `backup` does not see, since it does not lie on the disk of a node. */
export function checkBackup(settings: Settings): SettingsProblem[] {
  const { storage, cluster } = settings;
  const backup = ownBackup(settings);
  if (backup === undefined) return [];
  const elsewhere = [
    ofHomes(homePlace(storage)),
    ofDatabase(databaseClaim(settings)),
    ...storage.shared.map(
      ({ name, nfs }): Elsewhere | undefined =>
        nfs && [`the shared folder "${name}" is not in the backup`, `back it up on ${nfs.server}, which holds it`],
    ),
  ];
  const isOnOnlyNode = backup.repository.startsWith('/') && cluster.nodes.length === 1;
  return [
    ...elsewhere
      .filter((it) => it !== undefined)
      .map(([message, fix]): SettingsProblem => ({ severity: 'warning', path: ['backup'], message, fix })),
    ...(isOnOnlyNode ? [ON_ONLY_NODE] : []),
  ];
}

function ofHomes(place: HomePlace): Elsewhere | undefined {
  switch (place.kind) {
    case 'class':
      return [
        `homes on the StorageClass "${place.name}" are not in the backup`,
        'back them up where that class keeps them',
      ];
    case 'nfs':
      return [
        `homes on ${describeExport(place.from)} are not in the backup`,
        `back them up on ${place.from.server}, which holds them`,
      ];
    case 'claim':
      return [
        `homes on the claim "${place.name}" are in the backup only if its volume is on the disk of a node`,
        'back them up where its storage keeps them',
      ];
    default:
      return undefined;
  }
}

function ofDatabase(claim: ReturnType<typeof databaseClaim>): Elsewhere | undefined {
  if (claim === undefined)
    return ['a PostgreSQL database is not in the backup', 'back it up with `pg_dump` where it runs'];
  if (claim.class === undefined) return undefined;
  return [
    `the hub's database on the StorageClass "${claim.class}" is not in the backup`,
    'back it up where that class keeps it',
  ];
}

const ON_ONLY_NODE: SettingsProblem = {
  severity: 'warning',
  path: ['backup', 'repository'],
  message: 'a folder on the disk of the only node is lost with it',
  fix: 'ignore this if another machine or another disk is mounted there',
};
