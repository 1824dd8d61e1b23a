import type { User } from '../platform/schema/users.ts';
import { isPasswordHash } from '../system/phc.ts';

/*
 * users.yaml as `hubwright user` writes it, read line by line: of ten thousand users, that takes a fifth of the time of a YAML
 * parser and the schema.
 */

/** A text that YAML takes for nothing else, with or without quotes, up to the longest name that a group may have. */
const WORD = /^(?!(?:null|true|false)$)[a-z][\w.@-]{0,254}$/i;
const IGNORED = /^ *(?:#.*)?$/;
const USER = /^ {2}([^\s:]+):$/;
const SETTING = /^ {4}(password|admin|groups|disabled):(?: (.+))?$/;
const ITEM = /^ {6}- (\S+)$/;
const LIST = /^\[ ?(\S+(?:, \S+)*?) ?\]$/;
/** YAML has more line breaks and spaces than those that the lines are split and matched by. */
const UNUSUAL = /[^\n -~]/;

/** The users in the file, which are valid one by one; undefined where anything is not as usual or not valid. */
export function readPlainUsers(text: string): Record<string, User> | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const lines = text.split('\n').filter((line) => !IGNORED.test(line));
  if (lines.shift() !== 'users:') return undefined;
  const users = new Map<string, Partial<Writable<User>>>();
  let user: Partial<Writable<User>> = {};
  let items: string[] | undefined;
  for (const line of lines) {
    const item = ITEM.exec(line)?.[1];
    if (item !== undefined) {
      if (items === undefined || !WORD.test(item)) return undefined;
      items.push(item);
      continue;
    }
    // A list without items is none.
    if (items?.length === 0) return undefined;
    items = undefined;
    const name = USER.exec(line)?.[1];
    if (name !== undefined) {
      if (!WORD.test(name) || users.has(name)) return undefined;
      user = {};
      users.set(name, user);
      continue;
    }
    const [, key, value] = SETTING.exec(line) ?? [];
    if (key === undefined || users.size === 0 || key in user) return undefined;
    const setting = settingOf(key, value);
    if (setting === undefined) return undefined;
    Object.assign(user, { [key]: setting });
    if (value === undefined) items = setting as string[];
  }
  if (items?.length === 0 || users.size === 0) return undefined;
  const all = [...users].map(([name, it]) => [name, completed(it)] as const);
  return all.every(([, it]) => it !== undefined) ? (Object.fromEntries(all) as Record<string, User>) : undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function settingOf(key: string, value: string | undefined): User[keyof User] | undefined {
  if (key === 'groups') return value === undefined ? [] : groupsIn(value);
  if (key === 'password') return value !== undefined && isPasswordHash(value) ? value : undefined;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

function groupsIn(value: string): string[] | undefined {
  const groups = LIST.exec(value)?.[1]?.split(', ');
  return groups?.every((it) => WORD.test(it)) ? groups : undefined;
}

function completed({ password, admin = false, groups = [], disabled = false }: Partial<User>): User | undefined {
  return password === undefined ? undefined : { password, admin, groups, disabled };
}
