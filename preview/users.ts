import { few } from '../system/few.ts';
import type { Mount } from './mounts.ts';

/** The names in the user directory of people who may log in, sorted. Undefined where another authenticator decides. */
export function namesThatMayLogIn(mounts: readonly Mount[], usersPath: unknown): string[] | undefined {
  const directory = mounts.find(({ mountPath }) => mountPath === usersPath);
  if (directory === undefined) return undefined;
  return [...directory.files.values()]
    .flatMap((text) => Object.entries(JSON.parse(String(text)) as Record<string, { disabled?: boolean }>))
    .filter(([, user]) => user.disabled !== true)
    .map(([name]) => name)
    .sort();
}

/** Names for a line: the first ten. */
export function listNames(names: readonly string[]): string {
  return few(names, 10);
}
