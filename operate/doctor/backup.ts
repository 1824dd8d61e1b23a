import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import { ownBackup } from '../../platform/own-backup.ts';
import type { Platform } from '../../platform/platform.ts';
import { counted } from '../../system/counted.ts';
import { few } from '../../system/few.ts';
import type { Host } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { describeBackup, type NodeBackup, problemsOfBackup, readNodeBackup } from '../backup/node-backup.ts';
import type { Home } from '../homes/find-homes.ts';
import { wasLeftOut } from '../homes/last-backup.ts';
import { type Check, checked } from './check.ts';

export const ABOUT_BACKUP = { id: 'backup', area: 'cluster', title: 'backups' } as const;
export const ABOUT_HOMES_BACKUP = { id: 'backup/homes', area: 'cluster', title: 'homes in the backups' } as const;

/** That nothing is backed up, which can be told without a cluster; no check where something is. */
export function noBackup(platform: Pick<Platform, 'backup'>): Check[] {
  if (ownBackup(platform) !== undefined) return [];
  const cost = 'a node that dies takes its homes with it, and the first server the hub and the cluster';
  const [message, fix] =
    platform.backup === undefined
      ? ['nothing is backed up', 'Set `backup` in platform.yaml, as docs/backup.md says, then run `npx hubwright up`.']
      : [
          'nothing is backed up: `backup.restoreOnly` is set',
          'Remove it from platform.yaml if this is not a copy of a cluster, then run `npx hubwright up`.',
        ];
  return [checked(ABOUT_BACKUP, [{ severity: 'warning', where: 'platform.yaml', message, cost, fix }], 'off')];
}

/** By node: what each says of its last backup. */
export type NodeBackups = ReadonlyMap<string, NodeBackup>;

export async function readBackups(hosts: readonly Host[]): Promise<NodeBackups> {
  return new Map(await Promise.all(hosts.map(async (host) => [host.name, await readNodeBackup(host)] as const)));
}

/** How the last backup of each node went; no check where there are none. */
export function backupChecks(platform: Pick<Platform, 'backup'>, backups: NodeBackups, now = Date.now()): Check[] {
  const backup = ownBackup(platform);
  if (backup === undefined) return [];
  const problems = [...backups].flatMap(([node, it]) => problemsOfBackup(node, it, backup, now));
  const detail = [...backups].map(([node, it]) => `${node}: ${describeBackup(it, now)}`).join('; ');
  return [checked(ABOUT_BACKUP, problems, detail)];
}

/** Which homes the last backup of their node has left out, and none before it had. */
export function homesInBackup(homes: readonly Home[], backups: NodeBackups): Check {
  const problems = [...backups].flatMap(([node, found]): ProblemAt[] => {
    const left = homes.filter((it) => it.node === node && wasLeftOut(it, found));
    if (left.length === 0) return [];
    const owners = few(
      left.map((it) => it.user ?? it.claim),
      MOST,
    );
    const isElsewhere = left.some((it) => it.path?.startsWith(`${LOCAL_STORAGE}/`) !== true);
    return [
      {
        ...{ severity: 'warning', where: node },
        message: `in no backup: ${left.length === 1 ? 'the home' : 'homes'} of ${owners}`,
        cost: 'they are lost with the disk of the node',
        fix: isElsewhere
          ? `Backups are of folders in ${LOCAL_STORAGE}: \`npx hubwright home list --json\` says where these homes are.`
          : 'Run `npx hubwright backup now`.',
      },
    ];
  });
  return checked(ABOUT_HOMES_BACKUP, problems, counted(homes.length, 'home'));
}

const MOST = 10;
