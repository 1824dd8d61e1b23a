import { formatProblem } from '../settings/settings-error.ts';
import { UsersFile } from '../settings/users-file.ts';
import { usersPlace } from '../settings/users-path.ts';
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
  for (const fault of file.faults) context.note(formatProblem(fault));
  if (json) {
    context.print(JSON.stringify(users, null, 2));
  } else if (users.length === 0) {
    context.note(`${file.name}: no users yet; add one with "npx hubwright user add NAME --admin"`);
  } else {
    const rows = users.map(({ name, admin, groups, disabled }) => [
      name,
      admin ? 'yes' : '',
      groups.join(', '),
      disabled ? 'yes' : '',
    ]);
    for (const line of table([['NAME', 'ADMIN', 'GROUPS', 'DISABLED'], ...rows])) context.print(line);
  }
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => rows.reduce((widest, row) => Math.max(widest, row[i]?.length ?? 0), 0));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
