import { resolve } from 'node:path';
import { readAirgap } from '../../bootstrap/airgap.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { UserError } from '../../system/user-error.ts';
import { type Check, checked } from './check.ts';

/** Whether all that is needed without internet is at hand. */
export async function airgapCheck(
  { cluster, backup }: Pick<Platform, 'cluster' | 'backup'>,
  directory: string,
  architectures: readonly string[],
): Promise<Check[]> {
  if (cluster.airgap === undefined) return [];
  const about = { id: 'settings/airgap', area: 'settings', title: 'files for an airgapped cluster' } as const;
  const problems: ProblemAt[] = [];
  try {
    await readAirgap(resolve(directory, cluster.airgap), architectures, backup !== undefined);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [folder = '', ...reasons] = error.message.replace(/^cluster\.airgap: /, '').split(/\s*\n\s*/);
    const message = [folder, reasons.join('; ')].join(' ').trim();
    const cost = '`up` does not begin';
    problems.push({ severity: 'error', where: 'cluster.airgap', message, cost, fix: error.fix ?? '' });
  }
  return [checked(about, problems, architectures.join(', '))];
}
