import { driftProblem } from '../../bootstrap/drift/drift.ts';
import { type DriftQuestion, type FoundDrift, findDrift } from '../../bootstrap/drift/find-drift.ts';
import { releaseDrift } from '../../bootstrap/drift/release-drift.ts';
import type { ClusterLook } from '../../cluster/cluster-look.ts';
import { readChanges } from '../../cluster/record/recorded-changes.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { type Check, checked, skipped } from './check.ts';

export const ABOUT_DRIFT = { id: 'drift', area: 'cluster', title: 'changes by others' } as const;

/** Finds what others have changed. Where what servers have recorded cannot be read, that is said instead. */
export async function askDrift(
  question: Omit<DriftQuestion, 'recorded'>,
  servers: readonly Host[],
  id: string | undefined,
): Promise<FoundDrift> {
  try {
    return await findDrift({ ...question, recorded: await readChanges(servers, id, question.signal) });
  } catch (error) {
    const isStopped = error instanceof HostError && error.reason === 'aborted';
    if (!(error instanceof UserError) || isStopped) throw error;
    return { drifts: [], edited: [], unasked: error.message };
  }
}

/**
 * What others have changed on the hosts and in the cluster since the last `up`.
 *
 * @param look undefined if the cluster did not answer
 */
export function driftCheck({ drifts, unasked }: FoundDrift, look: ClusterLook | undefined): Check {
  const all = [...drifts, ...(look === undefined ? [] : releaseDrift(look))];
  if (all.length === 0 && unasked !== undefined) return skipped(ABOUT_DRIFT, unasked);
  return checked(ABOUT_DRIFT, all.map(driftProblem));
}
