import { authTypeOf } from '../../platform/auth/auth-types.ts';
import type { Settings, Users } from '../../platform/schema/platform.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import type { SettingsProblem } from '../../system/problem.ts';

/** What is wrong with groups that a setting names; nothing where an identity provider says who is in which. */
export function checkGroups(
  named: readonly string[],
  path: SettingsProblem['path'],
  { auth }: Pick<Settings, 'auth'>,
  users: Users,
): SettingsProblem[] {
  // Most name none, and users are many.
  if (named.length === 0 || authTypeOf(auth).groups?.(auth)) return [];
  const known = new Set(Object.values(users).flatMap((user) => user.groups));
  return named.flatMap((group, i): SettingsProblem[] => {
    if (known.has(group)) return [];
    const at = [...path, i];
    if (auth.type !== 'users') {
      const message = `\`auth.type: ${auth.type}\` puts nobody into the group "${group}"`;
      return [{ path: at, severity: 'warning', message, fix: "add its members on the hub's admin page" }];
    }
    const meant = didYouMean(group, known);
    const fix = meant
      ? `did you mean "${meant}"?`
      : known.size > 0
        ? 'add one, or remove the group here'
        : 'no user is in any group: add one, or remove the group here';
    return [{ path: at, message: `no user is in the group "${group}"`, fix }];
  });
}
