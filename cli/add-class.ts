import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { readClassList } from '../settings/class-list.ts';
import { UsersFile } from '../settings/users-file.ts';
import { usersPlace } from '../settings/users-path.ts';
import { counted } from '../system/counted.ts';
import { UserError } from '../system/user-error.ts';
import { makePassword } from './made-password.ts';
import { type Handout, writeHandouts } from './password-list.ts';
import { conclude, hash, type UserContext } from './user-context.ts';

/**
 * Adds everybody in a class list who is not there yet, or nobody; the passwords made for them go into a file of their own.
 *
 * @param out the file for the passwords, which must be new; without it, one beside the list
 */
export async function addClass(list: string, out: string | undefined, context: UserContext): Promise<void> {
  const file = UsersFile.read(usersPlace(context.directory).path);
  const { members, present, ignored } = readClassList(list, Object.keys(file.users));
  if (ignored.length > 0)
    context.note(`${relative(process.cwd(), list)}: ignored ${columns(ignored)}; only name, admin and groups are used`);
  if (present > 0) context.note(`${file.name}: ${present} of the list already there, not changed`);
  if (members.length === 0) return context.note(`${file.name}: no new users; nothing was changed`);
  const handouts = newFile(out, list);
  context.note(
    `generating ${counted(members.length, 'password')}: about ${Math.ceil((members.length * 0.35) / availableParallelism())} s`,
  );
  const made: Handout[] = members.map(({ name }) => ({ name, password: makePassword() }));
  const hashes = await Promise.all(made.map(({ password }) => hash(context, password)));
  members.forEach(({ name, admin, groups }, i) => {
    file.set(name, { password: hashes[i] as string, admin, groups: [...groups] });
  });
  writeHandouts(handouts, made);
  try {
    file.save();
  } catch (error) {
    rmSync(handouts, { force: true });
    throw error;
  }
  context.note(`${file.name}: added ${counted(members.length, 'user')}`);
  context.note(`${relative(process.cwd(), handouts)}: their passwords; hand them out, then delete the file`);
  conclude(file, context);
}

/** A list is added again when it has grown; the passwords of the first time may not have been handed out yet. */
function newFile(out: string | undefined, list: string): string {
  if (out === undefined) {
    const base = list.replace(/(\.(csv|tsv|txt))?$/i, '-passwords');
    for (let i = 1; ; i++) {
      const path = `${base}${i === 1 ? '' : `-${i}`}.csv`;
      if (!existsSync(path)) return path;
    }
  }
  if (!existsSync(out)) return out;
  throw new UserError(`${out}: this file already exists; nobody was added`, {
    exitCode: 2,
    fix: 'Move it away, or name another file with --out.',
  });
}

function columns(names: readonly string[]): string {
  return `${names.length === 1 ? 'the column' : 'the columns'} ${names.map((name) => `"${name}"`).join(', ')}`;
}
