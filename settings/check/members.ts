import type { Settings, Users } from '../../platform/schema/platform.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { checkGroups } from './groups.ts';
import { userNameProblem } from './users.ts';

/** Users and groups that a setting names. */
interface Members {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** What is wrong with users and groups at a path; if an identity provider knows them, only what no name may contain. */
export function checkMembers(
  named: Members,
  path: readonly PathSegment[],
  settings: Pick<Settings, 'auth'>,
  users: Users,
): SettingsProblem[] {
  const known = settings.auth.type === 'users' ? users : undefined;
  return [
    ...named.users.flatMap((name, i) => checkUser(name, [...path, 'users', i], known)),
    ...checkGroups(named.groups, [...path, 'groups'], settings, users),
  ];
}

/** @param users Everyone who may log in; undefined if only the identity provider knows them. */
function checkUser(written: string, path: PathSegment[], users: Users | undefined): SettingsProblem[] {
  const name = written.toLowerCase(); // as JupyterHub reads it
  const problem = userNameProblem(name);
  if (problem !== undefined) return [{ path, ...problem }];
  if (users === undefined || Object.hasOwn(users, name)) return [];
  const near = didYouMean(name, Object.keys(users));
  const fix =
    near === undefined ? 'add it with `npx hubwright user add`, or remove it here' : `did you mean "${near}"?`;
  return [{ path, message: `there is no user "${written}"`, fix }];
}
