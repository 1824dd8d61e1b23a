import { homeClaim } from '../platform/slug.ts';
import { groupNameProblem, userNameProblem } from '../settings/check/users.ts';
import { UsersFile } from '../settings/users-file.ts';
import { usersPlace } from '../settings/users-path.ts';
import { UserError } from '../system/user-error.ts';
import { askPassword, type PasswordInput } from './ask-password.ts';
import { conclude, hash, type UserContext, warnOfEmpty, warnOfNobody } from './user-context.ts';
import { weakness } from './weakness.ts';

/** Adds one user. */
export async function addUser(
  name: string,
  options: { admin: boolean; groups: readonly string[]; source: PasswordInput },
  context: UserContext,
): Promise<void> {
  const { path, leastPassword } = usersPlace(context.directory);
  const file = UsersFile.read(path);
  const problem = userNameProblem(name) ?? options.groups.map(groupNameProblem).find((it) => it !== undefined);
  if (problem) throw new UserError(`${problem.message}; nothing was changed`, { exitCode: 2, fix: problem.fix });
  if (file.has(name)) {
    throw new UserError(`${file.name}: "${name}" already exists`, {
      exitCode: 2,
      fix: `To set a new password: \`npx hubwright user passwd ${name}\`.`,
    });
  }
  const password = await askPassword(name, options.source, context.keyboard);
  warnOfWeak(password, { name, least: leastPassword }, context);
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

/** Gives a user a new password. */
export async function changePassword(name: string, source: PasswordInput, context: UserContext): Promise<void> {
  const { path, leastPassword } = usersPlace(context.directory);
  const file = UsersFile.read(path);
  file.require([name]);
  const password = await askPassword(name, source, context.keyboard);
  warnOfWeak(password, { name, least: leastPassword }, context);
  file.set(name, { password: await hash(context, password) });
  file.save();
  context.note(`${file.name}: ${name} has a new password, which also replaces one set in the hub`);
  if (file.users[name]?.disabled) context.note(`${name} is still disabled: \`npx hubwright user enable ${name}\``);
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
  context.note(`${file.name}: removed ${names.join(', ')}; their sessions and servers end when the hub picks it up`);
  context.note('homes are kept: a user added again with the same name gets the old one. To delete one for good:');
  for (const name of new Set(names)) context.note(`  kubectl -n ${namespace} delete pvc ${homeClaim(name)}`);
  context.note('then delete its released volume (`kubectl get pv`), and the folder on the node that the volume names');
  warnOfNobody(file, context);
  warnOfEmpty(groups, file, context);
  conclude(file, context);
}

/** Keeps users from logging in, or lets them again. */
export function setDisabled(names: readonly string[], disabled: boolean, context: UserContext): void {
  change(names, { disabled }, disabled ? 'disabled' : 'enabled', context);
}

/** Makes users administrators of the hub, or users like all others. */
export function setAdmin(names: readonly string[], admin: boolean, context: UserContext): void {
  change(names, { admin }, admin ? 'promoted' : 'demoted', context);
}

function change(
  names: readonly string[],
  changes: { disabled: boolean } | { admin: boolean },
  done: string,
  context: UserContext,
): void {
  const file = UsersFile.read(usersPlace(context.directory).path);
  file.require(names);
  for (const name of names) file.set(name, changes);
  file.save();
  context.note(`${file.name}: ${done} ${names.join(', ')}`);
  warnOfNobody(file, context);
  conclude(file, context);
}

function warnOfWeak(password: string, { name, least }: { name: string; least?: number }, { note }: UserContext): void {
  const weak = weakness(password, name, least);
  if (weak === undefined) return;
  note(
    `warning: the password is weak, and the hub itself would refuse it. ${weak} ` +
      `\`npx hubwright user passwd ${name} --generate\` sets a good one`,
  );
}
