import type { ProblemAt, Severity } from '../../system/problem.ts';

/** Something on the hosts or in the cluster that others have changed. Never holds a secret. */
export interface Drift {
  /** Name of the node, of the manifest or of the release. */
  readonly where: string;
  /** What was changed, as a sentence goes on: `/etc/rancher/k3s/config.yaml was edited`. */
  readonly what: string;
  /** What comes of it while it stays so. */
  readonly cost: string;
  /** What to do, or, of what an `up` puts back, how to keep it instead. */
  readonly fix: string;
  /** The step of `up` that puts it back, or deletes it where it was added. @default - `up` leaves it alone */
  readonly step?: string;
  /** @default 'warning' */
  readonly severity?: Severity;
}

/** A change by others as `doctor` reports it, and `up` what it leaves alone. */
export function driftProblem({ where, what, cost, fix, step, severity = 'warning' }: Drift): ProblemAt {
  const remedy = step === undefined ? fix : `\`npx hubwright up\` puts it back. ${fix}`;
  return { severity, where, message: what, cost, fix: remedy };
}

/** What an `up` of these steps puts back, in lines; none if there is nothing. */
export function describeRestored(drifts: readonly Drift[], steps: Iterable<{ readonly id: string }>): string[] {
  const ids = new Set([...steps].map((it) => it.id));
  const restored = drifts.filter(({ step }) => step !== undefined && ids.has(step));
  if (restored.length === 0) return [];
  return ['changed by others, and put back:', ...restored.map(({ where, what }) => `  ${where}: ${what}`)];
}
