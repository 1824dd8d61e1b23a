import { readFile } from 'node:fs/promises';
import { UserError } from '../system/user-error.ts';

/** Someone who logs in during the suite. */
export interface AcceptanceUser {
  readonly name: string;
  readonly password: string;
}

/** Where a password comes from; never the command line itself, which everyone on the machine can read. */
export type PasswordOrigin =
  | { readonly kind: 'env'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'ask' };

export interface UserArgument {
  readonly name: string;
  readonly source: PasswordOrigin;
}

/** What reading passwords needs of the world. */
export interface PasswordReader {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks at the terminal, or takes the next line of standard input. */
  readonly ask: (prompt: string) => Promise<string>;
}

const SOURCES =
  'Write NAME=env:VARIABLE, NAME=file:PATH, or NAME=- to be prompted (or to read a line from standard input).';

/**
 * Reads `--users`. What may be a password is refused and not repeated.
 *
 * @throws UserError with every mistake at once
 */
export function parseUsers(words: readonly string[]): UserArgument[] {
  const mistakes: string[] = [];
  const users = words.flatMap((word, index) => {
    const user = parseUser(word);
    if (typeof user !== 'string') return [user];
    mistakes.push(`--users, number ${index + 1}: ${user}`);
    return [];
  });
  const names = users.map((user) => user.name);
  for (const name of new Set(names.filter((it, index) => names.indexOf(it) !== index))) {
    mistakes.push(`--users: ${name} is listed twice; each user needs an account of their own.`);
  }
  if (mistakes.length === 0 && users.length < 2) {
    mistakes.push('--users: two users are required, since the suite checks that neither can open what the other has.');
  }
  if (mistakes.length > 0) throw new UserError(mistakes.join('\n'), { fix: SOURCES, exitCode: 2 });
  return users;
}

/** A user, or what is wrong with the word. */
function parseUser(word: string): UserArgument | string {
  const [, name = '', mark, rest = ''] = /^([^=:\s]*)([=:]?)(.*)$/s.exec(word) ?? [];
  if (name === '') return 'the name is missing.';
  if (mark === '') return { name, source: { kind: 'ask' } };
  const [, kind, value = ''] = /^(env|file):(.+)$/s.exec(rest) ?? [];
  if (mark === '=' && rest === '-') return { name, source: { kind: 'ask' } };
  if (mark === '=' && kind === 'file') return { name, source: { kind, path: value } };
  if (mark === '=' && kind === 'env' && /^[A-Za-z_]\w*$/.test(value))
    return { name, source: { kind, variable: value } };
  return (
    `what follows ${name}${mark} is not a password source. If it is the password itself, change it: ` +
    `others can read a command line, and the shell history keeps it.`
  );
}

/**
 * Fetches each user's password from its source.
 *
 * @throws UserError with every source that gives none
 */
export async function readPasswords(users: readonly UserArgument[], reader: PasswordReader): Promise<AcceptanceUser[]> {
  const mistakes: string[] = [];
  const found: AcceptanceUser[] = [];
  // One after another: questions at a terminal come in order.
  for (const { name, source } of users) {
    const answer = await readPassword(name, source, reader);
    if ('password' in answer) found.push({ name, password: answer.password });
    else mistakes.push(`${name}: ${answer.mistake}`);
  }
  if (mistakes.length > 0) throw new UserError(mistakes.join('\n'), { fix: SOURCES, exitCode: 2 });
  return found;
}

type Answer = { readonly password: string } | { readonly mistake: string };

async function readPassword(name: string, source: PasswordOrigin, { env, ask }: PasswordReader): Promise<Answer> {
  if (source.kind === 'env') {
    const password = env[source.variable];
    return password ? { password } : { mistake: `the environment variable ${source.variable} is not set, or empty.` };
  }
  if (source.kind === 'ask') {
    const password = await ask(`Password of ${name}: `);
    return password ? { password } : { mistake: 'no password was given.' };
  }
  try {
    const [password = ''] = (await readFile(source.path, 'utf8')).split(/\r?\n/, 1);
    return password ? { password } : { mistake: `${source.path}: the first line is empty; it must be the password.` };
  } catch (error) {
    return { mistake: `${source.path}: cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}
