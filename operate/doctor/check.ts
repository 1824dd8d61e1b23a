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
  /** `ok` and `problems`: it ran; `skipped`: it could not run; `no cluster yet`: it needs a cluster, and there is none. */
  readonly state: 'ok' | 'problems' | 'skipped' | 'no cluster yet';
  /** What was looked at, or why the check did not run. */
  readonly detail: string;
  readonly problems: readonly ProblemAt[];
}

type About = Pick<Check, 'id' | 'area' | 'title'>;

/** A check that ran. */
export function checked(about: About, problems: readonly ProblemAt[], detail = ''): Check {
  const { id, area, title } = about;
  return { id, area, title, state: problems.length > 0 ? 'problems' : 'ok', detail, problems };
}

/** A check that could not run, which is no good news. */
export function skipped({ id, area, title }: About, why: string): Check {
  return { id, area, title, state: 'skipped', detail: why, problems: [] };
}

/** A check of something that is not there before `up`. */
export function noClusterYet({ id, area, title }: About): Check {
  return { id, area, title, state: 'no cluster yet', detail: '', problems: [] };
}

/** How much was looked at, and what came out. */
export function summarize(checks: readonly Check[]) {
  const problems = checks.flatMap((it) => it.problems);
  const count = (severity: Severity) => problems.filter((it) => it.severity === severity).length;
  const countIn = (state: Check['state']) => checks.filter((it) => it.state === state).length;
  return {
    checks: checks.length,
    ok: countIn('ok'),
    skipped: countIn('skipped'),
    noClusterYet: countIn('no cluster yet'),
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
  };
}
