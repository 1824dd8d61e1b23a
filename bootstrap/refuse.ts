import { formatProblem, type ProblemAt } from '../system/problem.ts';
import type { Reporter } from '../system/reporter.ts';
import { UserError } from '../system/user-error.ts';

/**
 * Reports warnings.
 *
 * @throws UserError with all errors
 */
export function refuse(problems: readonly ProblemAt[], { note }: Pick<Reporter, 'note'>): void {
  const [errors, warnings] = [true, false].map((is) => problems.filter((it) => (it.severity === 'error') === is));
  for (const warning of warnings ?? []) note(formatProblem(warning));
  if (errors === undefined || errors.length === 0) return;
  throw new UserError(errors.map(formatProblem).join('\n'), { fix: 'Nothing was changed on any host.' });
}
