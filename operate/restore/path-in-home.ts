import { escapeRegExp } from '../../system/escape-reg-exp.ts';
import { UserError } from '../../system/user-error.ts';

/**
 * The parts of a path in a home, as it is typed: from the home, or as servers see it. Empty for the home itself.
 *
 * @param home where servers have it
 * @throws UserError for a path that leads out of the home
 */
export function pathInHome(text: string, home: string): readonly string[] {
  const seen = escapeRegExp(home).replaceAll(escapeRegExp('{username}'), '[^/]+');
  const inside = text.replace(new RegExp(`^(?:${seen}|~)(?=/|$)`), '.');
  if (inside.startsWith('/')) {
    throw new UserError(`--path ${text} is not in the home`, {
      fix: `Write it from the home, such as work/notes.ipynb, or from ${home}.`,
      exitCode: 2,
    });
  }
  const parts = inside.split('/').filter((it) => it !== '' && it !== '.');
  if (!parts.includes('..')) return parts;
  throw new UserError(`--path ${text} contains ".."`, { fix: 'Write the path without it.', exitCode: 2 });
}
