import { ANOTHER_PAGE, meansAnotherPage } from '../../platform/user-name.ts';
import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import type { SettingsProblem } from '../../system/problem.ts';

/** The lists of users that every authenticator has. */
const LISTS = ['admin_users', 'allowed_users'];

/** User names of raw values that the hub refuses: it does not start with such a list. */
export function checkUserNames(values: Mapping, at: readonly string[]): SettingsProblem[] {
  const { config, loadRoles } = mappingAt(values, 'hub');
  const classes = isMapping(config) ? Object.entries(config) : [];
  const roles = isMapping(loadRoles) ? Object.keys(loadRoles) : [];
  const lists = [
    ...classes.flatMap(([name, section]) =>
      LISTS.map((list) => ({ path: ['hub', 'config', name, list], names: namesOf(section, list) })),
    ),
    ...classes.map(([name, section]) => ({
      path: ['hub', 'config', name, 'username_map'],
      names: Object.entries(mappingAt(section, 'username_map')),
    })),
    ...roles.map((role) => ({
      path: ['hub', 'loadRoles', role, 'users'],
      names: namesOf(valueAt(values, ['hub', 'loadRoles', role]), 'users'),
    })),
  ];
  return lists.flatMap(({ path, names }) =>
    names.flatMap(([key, name]): SettingsProblem[] =>
      typeof name === 'string' && name !== '' && meansAnotherPage(name)
        ? [{ path: [...at, ...path, key], message: `"${name}" ${ANOTHER_PAGE}`, fix: 'remove it' }]
        : [],
    ),
  );
}

function mappingAt(value: unknown, key: string): Mapping {
  const found = isMapping(value) ? value[key] : undefined;
  return isMapping(found) ? found : {};
}

function namesOf(section: unknown, list: string): (readonly [string | number, unknown])[] {
  const found = isMapping(section) ? section[list] : undefined;
  return Array.isArray(found) ? found.map((name, i) => [i, name] as const) : [];
}
