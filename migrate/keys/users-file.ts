import { groupNameProblem, userNameProblem } from '../../settings/check/users.ts';
import { isMapping } from '../../system/mapping.ts';
import { texts } from '../conversions.ts';
import { sayGone } from './admitting.ts';
import type { Authenticator } from './authenticator.ts';

/** JupyterHub writes names so before it compares them. */
const asUserName = (name: string) => name.normalize('NFC').toLowerCase();

/** Users who get passwords of their own in users.yaml, with what the report says of those that they had. */
export function moveToUsersFile(it: Authenticator, passwords = 'nobody has a password yet'): void {
  const listed = keysOf(it, ['admin_users', 'allowed_users']);
  const blocked = it.keyOf('blocked_users');
  const [admins, allowed, refused] = ['admin_users', 'allowed_users', 'blocked_users'].map((trait) =>
    texts(it.take(trait)).map(asUserName),
  ) as [string[], string[], string[]];
  dropAllowAll(it, 'users.yaml says who may log in');
  it.set('type', 'users', 'hub.config.JupyterHub.authenticator_class');
  const all = [...new Set([...admins, ...allowed])].filter((name) => !refused.includes(name));
  const names = all.filter((name) => userNameProblem(name) === undefined);
  const groups = takeGroups(it, names);
  const groupsOf = (name: string) => groups.filter(({ users }) => users.includes(name)).map((group) => group.name);
  it.draft.users = new Map(names.map((name) => [name, { admin: admins.includes(name), groups: groupsOf(name) }]));
  it.draft.decide(
    [...listed, ...(groups.length > 0 ? [GROUPS] : [])],
    names.length > 0
      ? `users.yaml has them, and ${passwords}: set one for each with \`npx hubwright user passwd NAME\``
      : 'the values name no users: add the first with `npx hubwright user add NAME --admin`',
  );
  for (const { message, fix } of all.map(userNameProblem).filter((problem) => problem !== undefined))
    it.draft.decide(listed, `this user is not in users.yaml: ${message}; ${fix}`);
  if (blocked !== undefined) it.draft.dropped([blocked], 'users.yaml has only those who may log in');
}

/** @returns whether everyone was let in */
export function dropAllowAll(it: Authenticator, reason: string): boolean {
  const key = it.keyOf('allow_all');
  const isOpen = it.take('allow_all') === true;
  if (key !== undefined) it.draft.dropped([key], reason);
  return isOpen;
}

/** The keys of the traits that the values set. */
const keysOf = (it: Authenticator, traits: readonly string[]) =>
  traits.map((trait) => it.keyOf(trait)).filter((key) => key !== undefined);

interface Group {
  readonly name: string;
  readonly users: readonly string[];
}

const GROUPS = 'hub.config.JupyterHub.load_groups';

/** Takes the groups that the values give users, who have them in users.yaml then; groups of another shape stay. */
function takeGroups({ source, draft }: Authenticator, names: readonly string[]): Group[] {
  const given = source.get(GROUPS);
  if (!isMapping(given)) return [];
  const groups = Object.entries(given).map(([name, it]) => ({
    name,
    isPlain: Array.isArray(it) || (isMapping(it) && Object.keys(it).join() === 'users'),
    users: texts(isMapping(it) ? it.users : it).map(asUserName),
  }));
  if (!groups.every((it) => it.isPlain && groupNameProblem(it.name) === undefined)) return [];
  source.take(GROUPS);
  for (const { name, users } of groups) {
    const others = users.filter((it) => !names.includes(it));
    if (others.length > 0)
      draft.decide([GROUPS], `of the group "${name}", users.yaml lacks ${others.join(', ')}: add those who may log in`);
  }
  return groups;
}

const OF_LINUX = ['admin_groups', 'allowed_groups'];

/** Everybody chose a password when they logged in first, or has that of the machine: the hub alone can check these. */
export const moveOwnPasswords =
  (className: string, of: string) =>
  (it: Authenticator): void => {
    moveToUsersFile(it, `their passwords are ${of}, so that nobody has one yet`);
    const groups = keysOf(it, OF_LINUX);
    for (const trait of OF_LINUX) it.take(trait);
    if (groups.length > 0)
      it.draft.decide(groups, 'are groups of Linux, which the hub cannot see: add their members to users.yaml');
    const traits = it.source.get(`hub.config.${className}`);
    if (typeof traits !== 'object' || traits === null) return;
    it.source.take(`hub.config.${className}`);
    const keys = Object.keys(traits).map((trait) => `hub.config.${className}.${trait}`);
    sayGone(it.draft, keys, `is of ${className}, in whose place Hubwright has users.yaml`);
  };
