import type { PathSegment, SettingsProblem } from '../../system/problem.ts';

/** A problem for each entry of a list that has the same name as an earlier one. */
export function repeated(
  names: readonly string[],
  list: readonly PathSegment[],
  key: string,
  what: string,
): SettingsProblem[] {
  return names.flatMap((name, i) =>
    names.indexOf(name) < i
      ? [
          {
            path: [...list, i, key],
            message: `another ${what} has the same ${key}, "${name}"`,
            fix: `give each ${what} its own ${key}`,
          },
        ]
      : [],
  );
}
