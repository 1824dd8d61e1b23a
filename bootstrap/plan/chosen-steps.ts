import { UserError } from '../../settings/user-error.ts';
import { isNamed, type Step } from './step.ts';

/** Which steps were asked for; all unless one of these is given. */
export interface Choice {
  /** Only these steps. */
  readonly only?: string | undefined;
  /** This step and all after it. */
  readonly from?: string | undefined;
}

/** The steps of VMs that were asked for; they stand before all others. */
export function chosenVms(steps: readonly Step[], { only, from }: Choice): readonly Step[] {
  const name = only ?? from;
  return name === undefined ? steps : steps.filter((step) => isNamed(step, name));
}

/** The steps that were asked for; the token is always there, since others build on it. */
export function chosen(steps: readonly Step[], { only, from }: Choice, others: readonly Step[]): readonly Step[] {
  const name = only ?? from;
  if (name === undefined) return steps;
  if (!steps.some((step) => isNamed(step, name))) {
    const kinds = [...new Set([...others, ...steps].map((it) => it.id.split('/', 1)[0]))].join(', ');
    throw new UserError(`there is no step "${name}"`, {
      hint: `The steps are ${kinds}; each also as STEP/NODE.`,
      exitCode: 2,
    });
  }
  const ids = new Set<string>();
  for (const step of steps) {
    if (isNamed(step, name) || (only === undefined && step.needs.some((id) => ids.has(id)))) ids.add(step.id);
  }
  return steps.filter((step) => ids.has(step.id) || step.id === 'token');
}
