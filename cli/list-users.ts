import { UsersFile } from '../settings/users-file.ts';
import { usersPlace } from '../settings/users-path.ts';
import { columns } from '../system/columns.ts';
import { formatLocated } from '../system/problem.ts';
import { widthOf } from '../system/terminal.ts';
import type { UserContext } from './user-context.ts';

/** Prints the users, as a table or as JSON; never their hashes. */
export function listUsers(json: boolean, context: UserContext): void {
  const file = UsersFile.read(usersPlace(context.directory).path);
  const users = Object.entries(file.users).map(([name, { admin, groups, disabled }]) => ({
    name,
    admin,
    groups,
    disabled,
  }));
  for (const problem of file.problems) context.note(formatLocated(problem));
  if (json) {
    context.print(JSON.stringify(users, null, 2));
  } else if (users.length === 0) {
    context.note(`${file.name}: no users yet; add one with \`npx hubwright user add NAME --admin\``);
  } else {
    const rows = users.map(({ name, admin, groups, disabled }) => [
      name,
      admin ? 'yes' : '',
      groups.join(', '),
      disabled ? 'yes' : '',
    ]);
    const header = ['NAME', 'ADMIN', 'GROUPS', 'DISABLED'];
    for (const line of columns([header, ...rows], widthOf(process.stdout))) context.print(line);
  }
}
