import { formatLocated, type LocatedProblem } from '../system/problem.ts';
import { UserError } from '../system/user-error.ts';

/** Everything that is wrong with the settings, in the order of the files. */
export class SettingsError extends UserError {
  readonly problems: readonly LocatedProblem[];

  constructor(problems: readonly LocatedProblem[]) {
    const sorted = inOrder(problems);
    const errors = sorted.filter((it) => it.severity !== 'warning').length;
    const count = errors === 1 ? '1 error' : `${errors} errors`;
    super(`${sorted.map(formatLocated).join('\n')}\n${count} in the settings; nothing was written`, { exitCode: 2 });
    this.name = 'SettingsError';
    this.problems = sorted;
  }
}

function inOrder(problems: readonly LocatedProblem[]): LocatedProblem[] {
  const files = [...new Set(problems.map((it) => it.file))];
  return [...problems].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}
