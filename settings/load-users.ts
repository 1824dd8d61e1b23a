import { CORE_SCHEMA, load as loadYaml } from 'js-yaml';
import { checkUsers } from './check/users.ts';
import { type Parsed, parseWith } from './parse.ts';
import type { Problem } from './problem.ts';
import type { User } from './schema/users.ts';
import { salvagedUsersSchema, usersSchema } from './schema/users.ts';
import { SourceFile } from './source-file.ts';

/**
 * Reads users.yaml. The quick parser answers first, since ten thousand users take the one that knows places twenty
 * times as long; that one is asked as soon as anything is wrong, so that every message comes from it. Where only entries
 * are wrong, there is a value all the same, so that what else is wrong shows in the same run.
 */
export function parseUsers(file: SourceFile): Parsed<Record<string, User>> {
  const quick = parseQuickly(file.text);
  if (quick !== undefined) {
    const { value, problems } = parseData(quick);
    if (problems.every((it) => it.severity === 'warning')) return { value, problems };
  }
  return file.faults.length > 0 ? { value: undefined, problems: [] } : parseData(file.data);
}

function parseData(data: unknown): Parsed<Record<string, User>> {
  const { value, problems } = parseWith(usersSchema, data);
  const users = problems.length === 0 ? value?.users : salvagedUsersSchema.safeParse(data).data?.users;
  return { value: users, problems: [...problems.map(withCommand), ...(users ? checkUsers(users) : [])] };
}

/** Names the command that mends a user without a password that can be checked. */
function withCommand(problem: Problem): Problem {
  const [, name, key] = problem.path;
  const mends = name !== undefined && (key === undefined || key === 'password');
  return mends ? { ...problem, hint: `run "npx hubwright user passwd ${name}"` } : problem;
}

function parseQuickly(text: string): unknown {
  if (/<<|^---|[&*]\w/m.test(text)) return undefined;
  try {
    return loadYaml(text, { schema: CORE_SCHEMA });
  } catch {
    return undefined;
  }
}
