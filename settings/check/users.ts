import type { Users } from '../../platform/schema/platform.ts';
import { serverSlug } from '../../platform/slug.ts';
import { ANOTHER_PAGE, meansAnotherPage } from '../../platform/user-name.ts';
import type { Problem, SettingsProblem } from '../../system/problem.ts';

/** JupyterHub accepts nearly any name; these cause trouble in URLs, logs and claims. */
const UNFIT = /[/\s\p{Cc}\p{Cf}]/u;
const LONGEST = 255;

/** What is wrong with the users as a set: names that JupyterHub would change, and names that collide in Kubernetes. */
export function checkUsers(users: Users): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const bySlug = new Map<string, string>();
  for (const name of Object.keys(users)) {
    const problem = userNameProblem(name);
    if (problem) problems.push({ path: ['users', name], atKey: true, ...problem });
    const slug = serverSlug(name.normalize('NFC').toLowerCase());
    const other = bySlug.get(slug);
    if (other !== undefined) {
      problems.push({
        path: ['users', name],
        atKey: true,
        message: `"${name}" and "${other}" would share one home: both become "${slug}" in Kubernetes`,
        fix: 'rename one of them',
      });
    }
    bySlug.set(slug, name);
  }
  if (!Object.values(users).some((user) => user.admin && !user.disabled)) {
    problems.push({
      path: ['users'],
      severity: 'warning',
      message: 'no user is an administrator',
      fix: 'set admin: true for one',
    });
  }
  return problems;
}

type NameProblem = Pick<Problem, 'message' | 'fix'>;

/** What is wrong with a user name, if anything; JupyterHub lower-cases what is typed before it looks it up. */
export function userNameProblem(name: string): NameProblem | undefined {
  if (name === '') return { message: 'empty user name', fix: 'give the user a name' };
  if (name === '__proto__') return { message: '"__proto__" cannot be a user name', fix: 'choose another' };
  if (name.length > LONGEST)
    return { message: `a user name has ${name.length} characters`, fix: `use at most ${LONGEST}` };
  if (UNFIT.test(name))
    return {
      message: `"${name}" contains a "/", a space or a control character`,
      fix: 'use letters, digits, ".", "-", "_" and "@"',
    };
  if (meansAnotherPage(name)) return { message: `"${name}" ${ANOTHER_PAGE}`, fix: 'choose another' };
  const normal = name.normalize('NFC').toLowerCase();
  if (name !== normal) return { message: `user names must be lower case, found "${name}"`, fix: `write "${normal}"` };
  return undefined;
}

/** What is wrong with the name of a group, if anything. */
export function groupNameProblem(group: string): NameProblem | undefined {
  if (group.trim() === '') return { message: 'empty group name', fix: 'give it a name' };
  if (group.length > LONGEST)
    return { message: `the name of a group has ${group.length} characters`, fix: `use at most ${LONGEST}` };
  if (group !== group.trim() || /[\p{Cc}\p{Cf}]/u.test(group))
    return {
      message: `the group ${JSON.stringify(group)} has a control character, or a space at either end`,
      fix: 'use letters, digits, spaces between words, ".", "-", "_" and "@"',
    };
  return undefined;
}
