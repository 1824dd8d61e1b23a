import { authTypeOf } from '../../platform/auth/auth-types.ts';
import type { Settings, Users } from '../../platform/schema/platform.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { few } from '../../system/few.ts';
import type { SettingsProblem } from '../../system/problem.ts';
import { repeated } from './names.ts';

interface Choice {
  readonly name: string;
  readonly default: boolean;
  readonly groups: readonly string[];
}

/** What is wrong with the images and sizes as choices of the spawn form, and with the groups that may choose them. */
export function checkChoices(settings: Settings, users: Users): SettingsProblem[] {
  const groups = knownGroups(settings, users);
  return [
    ...checkList('images', 'image', settings.images, groups, users),
    ...checkList('sizes', 'size', settings.sizes, groups, users),
    ...settings.storage.shared.flatMap((it, i) => checkGroups(it.groups, ['storage', 'shared', i, 'groups'], groups)),
    ...checkGroups(settings.announcement?.groups ?? [], ['announcement', 'groups'], groups),
  ];
}

/** The groups that users can be in; undefined if only the identity provider knows them. */
function knownGroups({ auth }: Settings, users: Users): ReadonlySet<string> | undefined {
  if (authTypeOf(auth).groups?.(auth)) return undefined;
  return new Set(Object.values(users).flatMap((user) => user.groups));
}

function checkList(
  key: 'images' | 'sizes',
  what: string,
  choices: readonly Choice[],
  groups: ReadonlySet<string> | undefined,
  users: Users,
): SettingsProblem[] {
  const problems = repeated(
    choices.map((it) => it.name),
    [key],
    'name',
    what,
  );
  const defaults = choices.flatMap((it, i) => (it.default ? [i] : []));
  for (const i of defaults.slice(1)) {
    problems.push({
      path: [key, i, 'default'],
      message: `a second default, after "${choices[defaults[0] ?? 0]?.name}"`,
      fix: 'keep one',
    });
  }
  choices.forEach((choice, i) => {
    problems.push(...checkGroups(choice.groups, [key, i, 'groups'], groups));
  });
  const isForAll = choices.some((it) => it.groups.length === 0);
  const stranded = Object.entries(isForAll ? {} : users).filter(
    ([, user]) => !user.disabled && !choices.some((it) => it.groups.some((group) => user.groups.includes(group))),
  );
  if (stranded.length > 0) {
    const names = stranded.map(([name]) => name);
    problems.push({
      path: [key],
      message: `no ${what} is available to ${few(names, 3)}`,
      fix: `leave one ${what} without groups, or add them to a group`,
    });
  }
  return problems;
}

/** What is wrong with groups that are named somewhere; nothing if only the identity provider knows them. */
export function checkGroups(
  named: readonly string[],
  path: SettingsProblem['path'],
  groups: ReadonlySet<string> | undefined,
): SettingsProblem[] {
  if (groups === undefined || named.length === 0) return [];
  return named.flatMap((group, i) => {
    if (groups.has(group)) return [];
    const meant = didYouMean(group, groups);
    const fix = meant
      ? `did you mean "${meant}"?`
      : groups.size > 0
        ? 'add one, or remove the group here'
        : 'no user is in any group: add one, or remove the group here';
    return [{ path: [...path, i], message: `no user is in the group "${group}"`, fix }];
  });
}
