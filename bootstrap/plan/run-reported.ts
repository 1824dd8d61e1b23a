import type { HostFacts } from '../../cluster/probe.ts';
import type { Host } from '../../system/hosts/host.ts';
import { runSteps } from './runner.ts';
import type { Known, Step } from './step.ts';
import type { StepReporter } from './step-reporter.ts';

export interface ReportedRun {
  readonly hosts: readonly Host[];
  /** Where the progress of the steps is reported. */
  readonly reportSteps: (steps: readonly Step[]) => StepReporter;
  readonly signal: AbortSignal;
  /** The command that continues where this one stopped. @default 'npx hubwright up' */
  readonly again?: string | undefined;
}

/** What is known before the first step. */
export const knownOf = (facts: ReadonlyMap<string, HostFacts> = new Map()): Known => ({
  ...{ facts, joinToken: undefined, restarted: new Set<string>(), changes: 0, look: undefined },
});

/**
 * Runs steps and reports how they go.
 *
 * @throws UserError with every failure
 */
export async function runReported(
  steps: readonly Step[],
  { hosts, reportSteps, signal, again }: ReportedRun,
  known: Known = knownOf(),
): Promise<void> {
  if (steps.length === 0) return;
  const reporter = reportSteps(steps);
  try {
    await runSteps(steps, { hosts: new Map(hosts.map((it) => [it.name, it])), known, reporter, signal, again });
  } finally {
    await reporter.finish();
  }
}
