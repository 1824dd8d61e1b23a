import { groupNameProblem } from '../settings/check/users.ts';
import { UsersFile } from '../settings/users-file.ts';
import { usersPlace } from '../settings/users-path.ts';
import { didYouMean } from '../system/did-you-mean.ts';
import { UserError } from '../system/user-error.ts';
import { conclude, type UserContext, warnOfEmpty } from './user-context.ts';

/** Puts a user into groups. */
export function joinGroups(name: string, groups: readonly string[], context: UserContext): void {
  const problems = groups.flatMap((group) => groupNameProblem(group) ?? []);
  if (problems.length > 0) {
    const message = problems.map((it) => it.message).join('\n');
    throw new UserError(`${message}\nnothing was changed`, { exitCode: 2, fix: problems[0]?.fix });
  }
  const { file, present } = groupsOf(name, context);
  const joined = [...new Set(groups)].filter((group) => !present.includes(group));
  const already = [...new Set(groups)].filter((group) => present.includes(group));
  if (already.length > 0) context.note(`${file.name}: ${name} is already in ${already.join(', ')}`);
  if (joined.length === 0) return;
  file.set(name, { groups: [...present, ...joined] });
  file.save();
  context.note(`${file.name}: ${name} is now in ${[...present, ...joined].join(', ')}`);
  conclude(file, context);
}

/** Takes a user out of groups. */
export function leaveGroups(name: string, groups: readonly string[], context: UserContext): void {
  const { file, present } = groupsOf(name, context);
  const wrong = [...new Set(groups)].filter((group) => !present.includes(group));
  if (wrong.length > 0) {
    const lines = wrong.map((group) => {
      const meant = didYouMean(group, present);
      return `${file.name}: ${name} is not in the group "${group}"${meant ? `; did you mean "${meant}"?` : ''}`;
    });
    const found = present.length === 0 ? `${name} is in no group` : `${name} is in ${present.join(', ')}`;
    throw new UserError(`${lines.join('\n')}\nnothing was changed`, { exitCode: 2, fix: found });
  }
  const left = present.filter((group) => !groups.includes(group));
  file.set(name, { groups: left });
  file.save();
  context.note(`${file.name}: ${name} is now in ${left.length === 0 ? 'no group' : left.join(', ')}`);
  warnOfEmpty(groups, file, context);
  conclude(file, context);
}

function groupsOf(name: string, { directory }: UserContext): { file: UsersFile; present: readonly string[] } {
  const file = UsersFile.read(usersPlace(directory).path);
  file.require([name]);
  return { file, present: file.users[name]?.groups ?? [] };
}
