import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { counted } from '../lib/counted.ts';
import { hashPassword } from '../lib/phc.ts';
import { safeSlug } from '../lib/slug.ts';
import { nameFault } from '../settings/check/users.ts';
import { readClassList } from '../settings/class-list.ts';
import { formatProblem } from '../settings/settings-error.ts';
import { UserError } from '../settings/user-error.ts';
import { UsersFile } from '../settings/users-file.ts';
import { usersPlace } from '../settings/users-path.ts';
import { askPassword, type Keyboard, type PasswordSource, weakness } from './ask-password.ts';
import { makePassword } from './made-password.ts';
import { type Handout, writeHandouts } from './password-list.ts';

/** What every action on users needs. */
export interface UserContext {
  /** Folder of platform.yaml. @default the working directory */
  readonly directory?: string;
  /** Where passwords come in by. @default the terminal */
  readonly keyboard?: Keyboard;
  /** Prints a line of the answer. */
  readonly print: (line: string) => void;
  /** Prints a line about the answer. */
  readonly note: (line: string) => void;
  /** Hashes a password. @default hashPassword */
  readonly hash?: (password: string) => Promise<string>;
}

const NEXT = 'next: npx hubwright up   (the hub follows within two minutes, without a restart)';

/** Adds one user. */
export async function addUser(
  name: string,
  options: { admin: boolean; groups: readonly string[]; source: PasswordSource },
  context: UserContext,
): Promise<void> {
  const file = UsersFile.read(usersPlace(context.directory).path);
  const fault = nameFault(name);
  if (fault) throw new UserError(`${fault.message}; nothing was changed`, { exitCode: 2, hint: fault.hint });
  if (file.has(name)) {
    throw new UserError(`${file.name}: there is a user "${name}" already`, {
      exitCode: 2,
      hint: `give a new password with "npx hubwright user passwd ${name}"`,
    });
  }
  const password = await newPassword(name, options.source, context);
  const groups = [...new Set(options.groups)];
  file.set(name, { password: await hash(context, password), admin: options.admin, groups });
  file.save();
  const traits = [
    ...(options.admin ? ['an administrator'] : []),
    ...(groups.length > 0 ? [`in ${groups.join(', ')}`] : []),
  ];
  context.note(`${file.name}: added ${name}${traits.length > 0 ? `, ${traits.join(', ')}` : ''}`);
  if (options.source === 'generate') context.print(password);
  conclude(file, context);
}

/** Adds everybody in a class list, or nobody; the passwords made for them go into a file of their own. */
export async function addClass(list: string, out: string, context: UserContext): Promise<void> {
  const file = UsersFile.read(usersPlace(context.directory).path);
  const members = readClassList(list, (name) => file.has(name));
  if (existsSync(out)) {
    throw new UserError(`${out}: there is such a file already; nobody was added`, {
      exitCode: 2,
      hint: 'move it away, or name another with --out',
    });
  }
  context.note(
    `making ${counted(members.length, 'password')}: about ${Math.ceil((members.length * 0.35) / availableParallelism())} s`,
  );
  const handouts: Handout[] = members.map(({ name }) => ({ name, password: makePassword() }));
  const hashes = await Promise.all(handouts.map(({ password }) => hash(context, password)));
  members.forEach(({ name, admin, groups }, i) => {
    file.set(name, { password: hashes[i] as string, admin, groups: [...groups] });
  });
  writeHandouts(out, handouts);
  try {
    file.save();
  } catch (error) {
    rmSync(out, { force: true });
    throw error;
  }
  context.note(`${file.name}: added ${counted(members.length, 'user')}`);
  context.note(`${relative(process.cwd(), out)}: their passwords, to hand out; delete it then`);
  conclude(file, context);
}

/** Gives a user a new password. */
export async function changePassword(name: string, source: PasswordSource, context: UserContext): Promise<void> {
  const file = UsersFile.read(usersPlace(context.directory).path);
  file.require([name]);
  const password = await newPassword(name, source, context);
  file.set(name, { password: await hash(context, password) });
  file.save();
  context.note(`${file.name}: ${name} has a new password, which also replaces one chosen on the hub's own page`);
  if (file.users[name]?.disabled) context.note(`${name} stays disabled: "npx hubwright user enable ${name}"`);
  if (source === 'generate') context.print(password);
  conclude(file, context);
}

/** Removes users; their homes stay. */
export function removeUsers(names: readonly string[], context: UserContext): void {
  const { path, namespace } = usersPlace(context.directory);
  const file = UsersFile.read(path);
  file.require(names);
  const groups = names.flatMap((name) => file.users[name]?.groups ?? []);
  for (const name of names) file.remove(name);
  file.save();
  context.note(`${file.name}: removed ${names.join(', ')}; sessions and servers end when the hub sees it`);
  context.note(
    'the homes stay, and a user who is added again under the same name has the old one. To delete one for good:',
  );
  for (const name of new Set(names)) context.note(`  kubectl -n ${namespace} delete pvc claim-${safeSlug(name)}`);
  context.note('and then its released volume ("kubectl get pv") and the folder on the node that the volume names');
  warnWithoutAdmin(file, context);
  warnOfEmpty(groups, file, context);
  conclude(file, context);
}

/** Keeps users from logging in, or lets them again. */
export function setDisabled(names: readonly string[], disabled: boolean, context: UserContext): void {
  const file = UsersFile.read(usersPlace(context.directory).path);
  file.require(names);
  for (const name of names) file.set(name, { disabled });
  file.save();
  context.note(`${file.name}: ${disabled ? 'disabled' : 'enabled'} ${names.join(', ')}`);
  warnWithoutAdmin(file, context);
  conclude(file, context);
}

async function newPassword(name: string, source: PasswordSource, context: UserContext): Promise<string> {
  const password = await askPassword(name, source, context.keyboard);
  const weak = weakness(name, password);
  if (weak)
    context.note(
      `warning: the password is weak: ${weak}. "npx hubwright user passwd ${name} --generate" makes a good one`,
    );
  return password;
}

/** Ends an edit: what is still wrong with the file stops the next command, and so is told here. */
function conclude({ faults }: UsersFile, { note }: UserContext): void {
  for (const fault of faults) note(`still wrong: ${formatProblem(fault)}`);
  note(NEXT);
}

function hash({ hash = hashPassword }: UserContext, password: string): Promise<string> {
  return hash(password);
}

function warnWithoutAdmin({ users }: UsersFile, { note }: UserContext): void {
  if (!Object.values(users).some((user) => user.admin && !user.disabled))
    note('warning: no user is an administrator now');
}

/** A synth refuses a group of platform.yaml that has no member. */
function warnOfEmpty(groups: readonly string[], { users }: UsersFile, { note }: UserContext): void {
  const left = new Set(Object.values(users).flatMap((user) => user.groups));
  for (const group of new Set(groups)) {
    if (!left.has(group))
      note(
        `warning: nobody is in the group "${group}" now: put a user in it, or remove it where platform.yaml names it`,
      );
  }
}
