import { didYouMean } from '../../settings/problem.ts';
import { UserError } from '../../settings/user-error.ts';
import { isNamed, type Step } from './step.ts';

/** Which steps were asked for; all unless one of these is given. */
export interface Choice {
  /** Only these steps. */
  readonly only?: string | undefined;
  /** This step and all that the plan has after it. */
  readonly from?: string | undefined;
}

/** The steps of VMs that were asked for; they stand before all others. */
export function chosenVms(steps: readonly Step[], choice: Choice): readonly Step[] {
  return named(steps, choice);
}

/** The steps that were asked for, with what others build on: the token, and the mark of every host that one runs on. */
export function chosen(steps: readonly Step[], choice: Choice, others: readonly Step[]): readonly Step[] {
  const name = choice.only ?? choice.from;
  if (name !== undefined && !steps.some((step) => isNamed(step, name))) {
    const kinds = [...new Set([...others, ...steps].map((it) => it.id.split('/', 1)[0] ?? ''))];
    const meant = didYouMean(name, kinds);
    throw new UserError(`there is no step "${name}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`, {
      hint: `The steps are ${kinds.join(', ')}; each also as STEP/NODE.`,
      exitCode: 2,
    });
  }
  const found = new Set([...named(steps, choice), ...named(steps, { only: 'token' })]);
  const hosts = new Set([...found].map((it) => it.host));
  return steps.filter((step) => found.has(step) || (isNamed(step, 'mark') && hosts.has(step.host)));
}

/** Those that `only` names, or from the first that `from` names to the end of the plan. */
function named(steps: readonly Step[], { only, from }: Choice): readonly Step[] {
  if (only !== undefined) return steps.filter((step) => isNamed(step, only));
  if (from === undefined) return steps;
  const first = steps.findIndex((step) => isNamed(step, from));
  return first < 0 ? [] : steps.slice(first);
}
