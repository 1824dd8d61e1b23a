import { describeDisk } from '../../cluster/disk-headroom.ts';
import type { Platform } from '../../platform/platform.ts';
import { inUnits } from '../../system/bytes.ts';
import { columns } from '../../system/columns.ts';
import { counted } from '../../system/counted.ts';
import { few } from '../../system/few.ts';
import { roughly, timeOf } from '../at-time.ts';
import type { Snapshot } from '../backup/repository.ts';
import { bytesOn } from './assign-nodes.ts';
import type { ClusterPlan } from './look.ts';

/** Milliseconds between two parts of a backup that nobody has to know of: nodes back up within some hours. */
const USUAL = 26 * 3_600_000;

/** The plan for a person, a line for each thing that matters. */
export function describeClusterPlan(
  plan: ClusterPlan,
  { cluster, backup: settings }: Pick<Platform, 'cluster' | 'backup'>,
  now: number,
): string {
  const { backup, lost, nodes, assigned, kept, isBegun } = plan;
  const foldersOn = (node: string) => [...backup.kept.values()].filter((it) => it.node === node).length;
  const volumes = [...backup.volumes.values()];
  const newest = volumes.reduce<Snapshot | undefined>(
    (most, it) => (it.time > (most?.time ?? 0) ? it : most),
    undefined,
  );
  const age = (it: Snapshot) => `${timeOf(it.time)} by ${it.node}, ${roughly(now - it.time)} old`;
  const rows = [
    ['  cluster', age(backup.datastore)],
    ['  hub', backup.database === undefined ? 'its database is not in the backups' : age(backup.database)],
    ['  volumes', newest === undefined ? 'none' : `${volumes.length}, the newest of ${age(newest)}`],
    ...lost
      .filter((it) => !kept.includes(it.name))
      .map(({ name, bytes }) => [`  ${name}`, `to ${assigned.get(name)}, at most ${inUnits(bytes)}`]),
    ...kept.map((name) => [`  ${name}`, `stays as it is, with ${counted(foldersOn(name), 'volume')}`]),
  ];
  const disks = nodes.map(({ name, disk }) => {
    return [`  ${name}`, `${describeDisk(disk)} free, ${inUnits(bytesOn(name, lost, assigned))} to restore`];
  });
  const title = isBegun ? 'Continues to restore' : 'Restores';
  return [
    `${title} the whole cluster ${cluster.name} from its backups:`,
    ...columns(rows),
    'The new nodes:',
    ...columns(disks),
    ...doubts(plan, newest),
    ...(kept.length === 0 ? [] : [`Servers that still run on ${few(kept, 3)} end.`]),
    settings?.restoreOnly
      ? 'It will be a copy, of which nothing is backed up. Its users and their tokens are those of the original.'
      : 'Switch off what is left of the old cluster first: both would be the same cluster, with the same users. To practise beside it, set `backup.restoreOnly`.',
  ].join('\n');
}

/** Where the parts are of different times, what that means. */
function doubts({ backup: { datastore, database } }: ClusterPlan, newest: Snapshot | undefined): string[] {
  const late = newest === undefined ? 0 : newest.time - datastore.time;
  const between = database === undefined ? 0 : Math.abs(datastore.time - database.time);
  return [
    ...(late > USUAL
      ? [
          `The cluster is ${roughly(late)} older than the newest volume: homes made since get new volumes, servers and settings of that time are missing.`,
        ]
      : []),
    ...(-late > USUAL
      ? [`The newest volume is ${roughly(-late)} older than the cluster: what users did since is missing.`]
      : []),
    ...(between > USUAL
      ? [
          `The hub's database is ${roughly(between)} apart from the cluster: passwords and groups that were changed in the hub may be older.`,
        ]
      : []),
  ];
}
