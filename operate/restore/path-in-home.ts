import { HOME } from '../../platform/names.ts';
import { UserError } from '../../system/user-error.ts';

/**
 * The parts of a path in a home, as it is typed: from the home, or as servers see it. Empty for the home itself.
 *
 * @throws UserError for a path that leads out of the home
 */
export function pathInHome(text: string): readonly string[] {
  const inside = text.replace(new RegExp(`^(?:${HOME}|~)(?=/|$)`), '.');
  if (inside.startsWith('/')) {
    throw new UserError(`--path ${text} is not in the home`, {
      fix: `Write it from the home, such as work/notes.ipynb, or from ${HOME}.`,
      exitCode: 2,
    });
  }
  const parts = inside.split('/').filter((it) => it !== '' && it !== '.');
  if (!parts.includes('..')) return parts;
  throw new UserError(`--path ${text} contains ".."`, { fix: 'Write the path without it.', exitCode: 2 });
}
