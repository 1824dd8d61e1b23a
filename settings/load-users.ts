import { CORE_SCHEMA, load as loadYaml } from 'js-yaml';
import { checkUsers } from './check/users.ts';
import { type Parsed, parseWith } from './parse.ts';
import type { User } from './schema/users.ts';
import { usersSchema } from './schema/users.ts';
import { SourceFile } from './source-file.ts';

/**
 * Reads users.yaml. The quick parser answers first, since ten thousand users take the one that knows places twenty
 * times as long; that one is asked as soon as anything is wrong, so that every message comes from it.
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
  return { value: value?.users, problems: [...problems, ...(value ? checkUsers(value.users) : [])] };
}

function parseQuickly(text: string): unknown {
  if (/<<|^---|[&*]\w/m.test(text)) return undefined;
  try {
    return loadYaml(text, { schema: CORE_SCHEMA });
  } catch {
    return undefined;
  }
}
