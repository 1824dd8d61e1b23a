import { databaseClaim } from '../../platform/database-place.ts';
import { describeExport, homePlace } from '../../platform/home-place.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';

/** What `backup` does not see, since it does not lie on the disk of a node. */
export function checkBackup(settings: Settings): SettingsProblem[] {
  const { backup, storage, hub, cluster } = settings;
  if (backup === undefined) return [];
  const warning = (path: PathSegment[], message: string, fix: string): SettingsProblem => {
    return { severity: 'warning', path, message, fix };
  };
  const homes = homePlace(storage);
  const claim = databaseClaim(settings);
  const isFolder = backup.repository.startsWith('/');
  return [
    ...(homes.kind !== 'class'
      ? []
      : [
          warning(
            ['backup'],
            `homes on the StorageClass "${homes.name}" are not in the backup`,
            'back them up where that class keeps them',
          ),
        ]),
    ...(homes.kind !== 'nfs'
      ? []
      : [
          warning(
            ['backup'],
            `homes on ${describeExport(homes.from)} are not in the backup`,
            `back them up on ${homes.from.server}, which holds them`,
          ),
        ]),
    ...(homes.kind !== 'claim'
      ? []
      : [
          warning(
            ['backup'],
            `homes on the claim "${homes.name}" are in the backup only if its volume is on the disk of a node`,
            'back them up where its storage keeps them',
          ),
        ]),
    ...(hub.database.type === 'sqlite'
      ? []
      : [warning(['backup'], 'a PostgreSQL database is not in the backup', 'back it up with `pg_dump` where it runs')]),
    ...(claim?.class === undefined
      ? []
      : [
          warning(
            ['backup'],
            `the hub's database on the StorageClass "${claim.class}" is not in the backup`,
            'back it up where that class keeps it',
          ),
        ]),
    ...storage.shared.flatMap(({ name, nfs }) =>
      nfs === undefined
        ? []
        : [
            warning(
              ['backup'],
              `the shared folder "${name}" is not in the backup`,
              `back it up on ${nfs.server}, which holds it`,
            ),
          ],
    ),
    ...(isFolder && cluster.nodes.length === 1
      ? [
          warning(
            ['backup', 'repository'],
            'a folder on the disk of the only node is lost with it',
            'ignore this if another machine or another disk is mounted there',
          ),
        ]
      : []),
  ];
}
