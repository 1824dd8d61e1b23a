import type { ProblemAt } from '../../system/problem.ts';
import { AREAS, type Check, summarize } from './check.ts';

/** Everything as JSON. Its shape is kept: fields may be added, `version` rises when one goes or changes its meaning. */
export function jsonReport(checks: readonly Check[]): string {
  return JSON.stringify({ version: 1, summary: summarize(checks), checks }, undefined, 2);
}

/** Everything as a person reads it: a part each, and what was found under each check. */
export function textReport(checks: readonly Check[]): string {
  const parts = AREAS.flatMap((area) => {
    const own = checks.filter((it) => it.area === area);
    return own.length === 0 ? [] : [`${area}\n${own.flatMap(lines).join('\n')}`];
  });
  return [...parts, closing(checks)].join('\n\n');
}

function lines({ state, title, detail, findings }: Check): string[] {
  const head = detail === '' ? title : `${title}: ${detail}`;
  return [`  ${label(state === 'found' ? worst(findings) : state)}${head}`, ...findings.flatMap(finding)];
}

function finding({ severity, where, message, cost, fix }: ProblemAt): string[] {
  return [`    ${severity}: ${where}: ${message}`, `      cost  ${cost}`, `      fix   ${fix}`];
}

function worst(findings: readonly ProblemAt[]): string {
  return (['error', 'warning', 'note'] as const).find((it) => findings.some(({ severity }) => severity === it)) ?? '';
}

function label(word: string): string {
  return word.padEnd(10);
}

/** `32 checks: 28 well, 2 not yet; 2 errors, 1 warning`. */
function closing(checks: readonly Check[]): string {
  const { well, notMade, notYet, errors, warnings, notes } = summarize(checks);
  const some = (count: number, word: string) => (count === 0 ? [] : [`${count} ${word}`]);
  const many = (count: number, word: string) => some(count, count === 1 ? word : `${word}s`);
  const states = [`${well} well`, ...some(notMade, 'not made'), ...some(notYet, 'not yet')].join(', ');
  const found = [...many(errors, 'error'), ...many(warnings, 'warning'), ...many(notes, 'note')];
  return `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}: ${states}; ${found.length === 0 ? 'nothing found' : found.join(', ')}`;
}
