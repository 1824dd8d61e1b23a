import type { Settings, Users } from '../../platform/schema/platform.ts';
import { few } from '../../system/few.ts';
import type { SettingsProblem } from '../../system/problem.ts';
import { checkGroups } from './groups.ts';
import { repeated } from './names.ts';

interface Choice {
  readonly name: string;
  readonly default: boolean;
  readonly groups: readonly string[];
}

/** What is wrong with the images and sizes as choices of the spawn form, and with the groups that may choose them. */
export function checkChoices(settings: Settings, users: Users): SettingsProblem[] {
  const { shared } = settings.storage;
  return [
    ...checkList('images', 'image', settings, users),
    ...checkList('sizes', 'size', settings, users),
    ...shared.flatMap((it, i) => checkGroups(it.groups, ['storage', 'shared', i, 'groups'], settings, users)),
    ...checkGroups(settings.announcement?.groups ?? [], ['announcement', 'groups'], settings, users),
  ];
}

function checkList(key: 'images' | 'sizes', what: string, settings: Settings, users: Users): SettingsProblem[] {
  const choices: readonly Choice[] = settings[key];
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
    problems.push(...checkGroups(choice.groups, [key, i, 'groups'], settings, users));
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
