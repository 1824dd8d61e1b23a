import type { Platform } from '../../platform/platform.ts';
import type { Host } from '../../system/hosts/host.ts';
import { describeBackup, problemsOfBackup, readNodeBackup } from '../backup/node-backup.ts';
import { type Check, checked } from './check.ts';

export const ABOUT_BACKUP = { id: 'backup', area: 'cluster', title: 'backups' } as const;

/** That nothing is backed up, which can be told without a cluster; no check where something is. */
export function noBackup({ backup }: Pick<Platform, 'backup'>): Check[] {
  if (backup !== undefined) return [];
  const cost = 'a node that dies takes its homes with it, and the first server the hub and the cluster';
  const fix = 'Set `backup` in platform.yaml, as docs/backup.md says, then run `npx hubwright up`.';
  const message = 'nothing is backed up';
  return [checked(ABOUT_BACKUP, [{ severity: 'warning', where: 'platform.yaml', message, cost, fix }], 'off')];
}

/** How the last backup of each node went; no check where there are none. */
export async function backupChecks({ backup }: Pick<Platform, 'backup'>, hosts: readonly Host[]): Promise<Check[]> {
  if (backup === undefined) return [];
  const found = await Promise.all(hosts.map(async (host) => [host.name, await readNodeBackup(host)] as const));
  const now = Date.now();
  const problems = found.flatMap(([node, it]) => problemsOfBackup(node, it, backup, now));
  const detail = found.map(([node, it]) => `${node}: ${describeBackup(it, now)}`).join('; ');
  return [checked(ABOUT_BACKUP, problems, detail)];
}
