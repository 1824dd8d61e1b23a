import type { ProblemAt, Severity } from '../../system/problem.ts';

/** The parts of the report, in its order. */
export const AREAS = [
  'this machine',
  'settings',
  'secrets',
  'passwords',
  'capacity',
  'hosts',
  'cluster',
  'network',
  'images',
  'manifests',
] as const;
export type Area = (typeof AREAS)[number];

/** One thing that was looked at. */
export interface Check {
  /** Stays the same from release to release, for scripts: `passwords`, `host/agent-1`. */
  readonly id: string;
  readonly area: Area;
  /** What is looked at, in a few words. */
  readonly title: string;
  /** `well` and `found`: it was made; `not made`: it could not be; `not yet`: it needs a cluster, and there is none. */
  readonly state: 'well' | 'found' | 'not made' | 'not yet';
  /** What was looked at, or why the check was not made. */
  readonly detail: string;
  readonly findings: readonly ProblemAt[];
}

type About = Pick<Check, 'id' | 'area' | 'title'>;

/** A check that was made. */
export function made(about: About, findings: readonly ProblemAt[], detail = ''): Check {
  const { id, area, title } = about;
  return { id, area, title, state: findings.length > 0 ? 'found' : 'well', detail, findings };
}

/** A check that could not be made, which is no good news. */
export function notMade({ id, area, title }: About, why: string): Check {
  return { id, area, title, state: 'not made', detail: why, findings: [] };
}

/** A check of something that is not there before `up`. */
export function notYet({ id, area, title }: About): Check {
  return { id, area, title, state: 'not yet', detail: 'there is no cluster yet', findings: [] };
}

/** How much was looked at, and what came out. */
export function summarize(checks: readonly Check[]) {
  const findings = checks.flatMap((it) => it.findings);
  const count = (severity: Severity) => findings.filter((it) => it.severity === severity).length;
  const are = (state: Check['state']) => checks.filter((it) => it.state === state).length;
  return {
    checks: checks.length,
    well: are('well'),
    notMade: are('not made'),
    notYet: are('not yet'),
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
  };
}
