import { UserError } from '../system/user-error.ts';
import { askPerson } from './ask-person.ts';

/** @throws UserError unless whoever is at the terminal agrees */
export async function confirmRestore(): Promise<void> {
  const fix = 'Add --yes, or --dry-run to look first.';
  const answer = await askPerson('Restore it? [y/N] ', { message: 'a restore needs confirmation', fix });
  if (!/^y(es)?$/i.test(answer)) throw new UserError('nothing was restored', { exitCode: 2 });
}
