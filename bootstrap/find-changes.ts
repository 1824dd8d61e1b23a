import type { K3sNode } from '../cluster/node-config.ts';
import type { HostFacts } from '../cluster/probe.ts';
import type { RecordedChanges } from '../cluster/record/recorded-changes.ts';
import type { Platform } from '../platform/platform.ts';
import type { Host } from '../system/hosts/host.ts';
import { formatProblem } from '../system/problem.ts';
import type { Reporter } from '../system/reporter.ts';
import { driftProblem } from './drift/drift.ts';
import { type FoundDrift, findDrift } from './drift/find-drift.ts';
import { deployedImages, type LeftTars, leftTars, strangers } from './images/left-tars.ts';
import type { Choice } from './plan/chosen-steps.ts';

/** The steps that put back what others have changed in the cluster. */
const IN_CLUSTER: readonly string[] = ['labels', 'restore'];

interface ChangesQuestion {
  /** What the hosts of this cluster said. */
  readonly own: ReadonlyMap<string, HostFacts>;
  readonly manifests: ReadonlyMap<string, string>;
  readonly first: K3sNode | undefined;
  /** Servers that are of this cluster. */
  readonly confirmed: readonly Host[];
  /** What servers have recorded. */
  readonly history: RecordedChanges;
}

/** What was changed since the last `up`, by others or as images left the settings; what of it stays is told. */
export async function findChanges(
  { own, manifests, first, confirmed, history }: ChangesQuestion,
  {
    platform,
    note,
    signal,
    only,
  }: Pick<Choice, 'only'> & {
    readonly platform: Platform;
    readonly note: Reporter['note'];
    readonly signal: AbortSignal;
  },
): Promise<Pick<FoundDrift, 'drifts' | 'edited'> & { readonly leftTars: LeftTars | undefined }> {
  const { drifts, edited } = await findDrift({
    ...{ platform, facts: own, manifests, signal },
    // An API that hangs must not hold up what puts it right.
    ...{ limit: 15, isHostsOnly: only !== undefined && !IN_CLUSTER.includes(only) },
    server: confirmed.find((it) => it.name === first?.name),
    recorded: history,
  });
  for (const it of drifts) if (it.step === undefined) note(formatProblem(driftProblem(it)));
  const [recorder] = confirmed;
  const isAsked = recorder !== undefined && strangers(platform, own).size > 0;
  return {
    drifts,
    edited,
    leftTars: isAsked ? leftTars(platform, own, await deployedImages(recorder, signal)) : undefined,
  };
}
