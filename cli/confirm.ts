import { UserError } from '../system/user-error.ts';
import { askPerson } from './ask-person.ts';

/**
 * Asks whoever is at the terminal to agree.
 *
 * @param needs what a script has not agreed to: `a restore needs confirmation`
 * @param otherwise what holds after a refusal: `nothing was restored`
 * @param fix how a script agrees
 * @throws UserError unless they do
 */
export async function confirm(
  question: string,
  needs: string,
  otherwise: string,
  fix = 'Add --yes, or --dry-run to look first.',
): Promise<void> {
  const answer = await askPerson(question, { message: needs, fix });
  if (!/^y(es)?$/i.test(answer)) throw new UserError(otherwise, { exitCode: 2 });
}

/** The same before a restore. */
export const confirmRestore = () =>
  confirm('Restore it? [y/N] ', 'a restore needs confirmation', 'nothing was restored');
