import { join, resolve } from 'node:path';
import { valueAt } from '../system/mapping.ts';
import { formatLocated } from '../system/problem.ts';
import { UserError } from '../system/user-error.ts';
import { SourceFile } from './source-file.ts';

/** What commands that edit users need from platform.yaml. */
export interface UsersPlace {
  /** The file of the users. */
  readonly path: string;
  /** Namespace of the homes. */
  readonly namespace: string;
  /** Characters that a password must have on the hub's own page. @default - the hub's own default */
  readonly leastPassword?: number;
}

const LEAST = ['hub', 'values', 'hub', 'config', 'DirectoryAuthenticator', 'min_password_length'];

/**
 * Where the users are kept. The rest of platform.yaml may be invalid: adding a user does not depend on it.
 *
 * @throws UserError where the users are not in a file
 */
export function usersPlace(directory = '.'): UsersPlace {
  const file = SourceFile.read(join(directory, 'platform.yaml'));
  const [problem] = file.syntaxProblems;
  if (problem) throw new UserError(formatLocated(problem), { exitCode: 2 });
  const type = valueAt(file.data, ['auth', 'type']) ?? 'users';
  if (type !== 'users') {
    throw new UserError(`${file.name}: users log in through "${type}", which keeps them`, {
      exitCode: 2,
      fix: 'add and remove them there, or set auth.type: users',
    });
  }
  const path = valueAt(file.data, ['auth', 'file']);
  const namespace = valueAt(file.data, ['hub', 'namespace']);
  const least = valueAt(file.data, LEAST);
  return {
    path: resolve(directory, typeof path === 'string' && path !== '' ? path : 'users.yaml'),
    namespace: typeof namespace === 'string' ? namespace : 'jupyterhub',
    ...(typeof least === 'number' && { leastPassword: least }),
  };
}
