import { newestRecord, readRecord } from '../../cluster/record/record.ts';
import { describeUnfinished, fixOf } from '../../cluster/unfinished.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { type Check, checked } from './check.ts';

/**
 * What keeps all other commands away: a restore or a rollback that has begun and not finished, also while no k3s runs. No check
 * where there is none.
 *
 * @param servers those that are known to be of the cluster
 */
export async function unfinishedCheck(servers: readonly Host[]): Promise<Check[]> {
  const records = await Promise.all(servers.map((it) => readRecord(it).catch(unlessUnreadable)));
  const unfinished = newestRecord(records)?.unfinished;
  if (unfinished === undefined) return [];
  const about = { id: 'unfinished', area: 'cluster', title: 'commands that have not finished' } as const;
  const message = describeUnfinished(unfinished);
  const cost = 'nobody may be able to work, and nothing else changes the cluster';
  return [checked(about, [{ severity: 'error', where: 'cluster', message, cost, fix: fixOf(unfinished) }])];
}

/** What a server does not tell is no finding of this check: others say why. */
function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof UserError) || (error instanceof HostError && error.reason === 'aborted')) throw error;
}
