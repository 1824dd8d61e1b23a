import { CORE_SCHEMA, load as loadYaml } from 'js-yaml';
import type { User } from '../platform/schema/users.ts';
import { salvagedUsersSchema, usersSchema } from '../platform/schema/users.ts';
import type { SettingsProblem } from '../system/problem.ts';
import { UserError } from '../system/user-error.ts';
import { checkUsers } from './check/users.ts';
import { type Parsed, parseWith } from './parse.ts';
import { readPlainUsers } from './plain-users.ts';
import { SourceFile } from './source-file.ts';

/**
 * Reads users.yaml. The quickest parser that can answers, since ten thousand users take the one that knows places twenty
 * times as long; that one is asked as soon as anything is wrong, so that every message comes from it. Where only entries
 * are wrong, there is a value all the same, so that what else is wrong shows in the same run.
 */
export function parseUsers(file: SourceFile): Parsed<Record<string, User>> {
  if (!isOfUsers(file.text)) {
    throw new UserError(`${file.name}: no key "users": this is not a users file`, {
      exitCode: 2,
      fix: 'set auth.file to the right file, or start it with "users:"',
    });
  }
  const plain = readPlainUsers(file.text);
  if (plain !== undefined) {
    const problems = checkUsers(plain);
    if (problems.every((it) => it.severity === 'warning')) return { value: plain, problems };
  }
  const quick = parseQuickly(file.text);
  if (quick !== undefined) {
    const { value, problems } = parseData(quick);
    if (problems.every((it) => it.severity === 'warning')) return { value, problems };
  }
  if (file.syntaxProblems.length > 0) return { value: undefined, problems: [] };
  const { value, problems } = parseData(file.data);
  return { value, problems: [...file.problems, ...problems] };
}

/** Any other file may contain secrets: nothing of it is shown. An empty file counts as a users file. */
function isOfUsers(text: string): boolean {
  const isEmpty = text.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line));
  return isEmpty || /^[\s{"']*users?["']?\s*:(?=[\s{[]|$)/im.test(text);
}

function parseData(data: unknown): Parsed<Record<string, User>> {
  const { value, problems } = parseWith(usersSchema, data);
  const users = problems.length === 0 ? value?.users : salvagedUsersSchema.safeParse(data).data?.users;
  return { value: users, problems: [...problems.map(withCommand), ...(users ? checkUsers(users) : [])] };
}

/** Names the command that fixes a user without a password that can be checked. */
function withCommand(problem: SettingsProblem): SettingsProblem {
  const [, name, key] = problem.path;
  const fixes = name !== undefined && (key === undefined || key === 'password');
  return fixes ? { ...problem, fix: `run \`npx hubwright user passwd ${name}\`` } : problem;
}

/** What the quick parser reads differently from the exact one, or lets pass: rare enough to take the slow way. */
const UNUSUAL = /<<|^---|^%|[&*]\w|(?:^|\s)[!?]|^\s*:|__proto__|[^\n\r -~\xa1-\u167f\u1681-\u1fff\u2030-\ufefe]/m;
/** Keys that a parser may take for a number, a truth value or nothing. */
const KEY_OF_VALUE = /(?:^|[{,\s])([-+.]*\d[\w.+-]*|[-+]?\.(?:inf|nan)|~|null|true|false)\s*:(?:\s|$)/gim;

function parseQuickly(text: string): unknown {
  if (UNUSUAL.test(text)) return undefined;
  for (const [, key = ''] of text.matchAll(KEY_OF_VALUE)) if (String(Number(key)) !== key) return undefined;
  try {
    return loadYaml(text, { schema: CORE_SCHEMA });
  } catch {
    return undefined;
  }
}
