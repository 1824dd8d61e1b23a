import { columns } from '../../system/columns.ts';
import { counted } from '../../system/counted.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { AREAS, type Check, summarize } from './check.ts';

/** Everything as JSON. Its shape is kept: fields may be added, `version` rises when one goes or changes its meaning. */
export function jsonReport(checks: readonly Check[]): string {
  return JSON.stringify({ version: 2, summary: summarize(checks), checks }, undefined, 2);
}

/** Everything as a person reads it: a part each, and its problems under each check. */
export function textReport(checks: readonly Check[]): string {
  const heads = columns(checks.map((it) => [`  ${label(it)}`, headOf(it)]));
  const text = new Map(checks.map((it, i) => [it, [heads[i] ?? '', ...it.problems.flatMap(problem)].join('\n')]));
  const parts = AREAS.flatMap((area) => {
    const own = checks.filter((it) => it.area === area);
    return own.length === 0 ? [] : [[area, ...own.map((it) => text.get(it))].join('\n')];
  });
  return [...parts, closing(checks)].join('\n\n');
}

/** In one line, whatever a program has answered. */
function headOf({ title, detail }: Check): string {
  return (detail === '' ? title : `${title}: ${detail}`).replaceAll(/\s*\n\s*/g, ' ');
}

function problem({ severity, where, message, cost, fix }: ProblemAt): string[] {
  return [`    ${severity}: ${where}: ${message}`, `      cost  ${cost}`, `      fix   ${fix}`];
}

/** The state of a check; of one with problems, how bad the worst of them is. */
function label({ state, problems }: Check): string {
  const worst = (['error', 'warning', 'note'] as const).find((it) => problems.some(({ severity }) => severity === it));
  return worst ?? state;
}

/** `32 checks: 28 ok, 2 skipped; 2 errors, 1 warning`. */
function closing(checks: readonly Check[]): string {
  const { ok, skipped, noClusterYet, errors, warnings, notes } = summarize(checks);
  const some = (count: number, word: string) => (count === 0 ? [] : [`${count} ${word}`]);
  const many = (count: number, word: string) => (count === 0 ? [] : [counted(count, word)]);
  const states = [`${ok} ok`, ...some(skipped, 'skipped'), ...some(noClusterYet, 'no cluster yet')].join(', ');
  const problems = [...many(errors, 'error'), ...many(warnings, 'warning'), ...many(notes, 'note')];
  return `${counted(checks.length, 'check')}: ${states}; ${problems.length === 0 ? 'no problems' : problems.join(', ')}`;
}
