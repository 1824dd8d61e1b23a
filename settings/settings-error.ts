import { formatPath, type Location, type Problem } from '../system/problem.ts';
import { UserError } from '../system/user-error.ts';

/** A problem with the file and the place that it was found in. */
export type LocatedProblem = Omit<Problem, 'path'> &
  Location & { readonly file: string; readonly path: Problem['path'] };

/** Everything that is wrong with the settings, in the order of the files. */
export class SettingsError extends UserError {
  readonly problems: readonly LocatedProblem[];

  constructor(problems: readonly LocatedProblem[]) {
    const sorted = inOrder(problems);
    const errors = sorted.filter((it) => it.severity !== 'warning').length;
    const count = errors === 1 ? '1 error' : `${errors} errors`;
    super(`${sorted.map(formatProblem).join('\n')}\n${count} in the settings; nothing was written`, { exitCode: 2 });
    this.name = 'SettingsError';
    this.problems = sorted;
  }
}

/** `platform.yaml:12:5: sizes[0].cpu.limit: what is wrong, what was found; what to write instead`. */
export function formatProblem({ file, line, column, path, message, fix, severity }: LocatedProblem): string {
  const kind = severity === 'warning' ? 'warning: ' : '';
  const where = path.length > 0 ? `${formatPath(path)}: ` : '';
  return `${file}:${line}:${column}: ${kind}${where}${message}${fix ? `; ${fix}` : ''}`;
}

function inOrder(problems: readonly LocatedProblem[]): LocatedProblem[] {
  const files = [...new Set(problems.map((it) => it.file))];
  return [...problems].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}
