import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Secrets, sourceName } from '../lib/secrets.ts';
import { authTypeOf } from './auth/auth-types.ts';
import type { Problem } from './problem.ts';
import type { Settings } from './schema/platform.ts';
import type { SecretSource } from './schema/scalars.ts';
import { UserError } from './user-error.ts';

/** A place in the settings that names a secret. */
interface Reference {
  readonly path: Problem['path'];
  readonly source: SecretSource;
}

/** Every secret that the settings name. */
export function secretSources({ hub, auth, registry }: Pick<Settings, 'hub' | 'auth' | 'registry'>): Reference[] {
  const references: Reference[] = registry.credentials.map((it, i) => ({
    path: ['registry', 'credentials', i, 'password'],
    source: it.password,
  }));
  if (hub.database.type === 'postgresql')
    references.push({ path: ['hub', 'database', 'password'], source: hub.database.password });
  for (const { setting, source } of authTypeOf(auth).secrets?.(auth) ?? [])
    references.push({ path: ['auth', setting], source });
  return references;
}

/** Reads the secrets from the environment and from files; one that is not there is a problem at its reference. */
export function readSecrets(
  settings: Settings,
  directory: string,
  env: NodeJS.ProcessEnv,
): { secrets: Secrets; problems: Problem[] } {
  const values = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { path, source } of secretSources(settings)) {
    const { value, fault } = read(source, directory, env);
    if (value !== undefined) values.set(sourceName(source), value);
    else
      problems.push({
        path,
        message: `the ${sourceName(source)} ${fault}`,
        hint: 'it has to hold the secret when this command runs',
      });
  }
  return { secrets: new Secrets(values), problems };
}

/** Reads one secret, where a command needs no other. */
export function readSecret(source: SecretSource, directory: string, env: NodeJS.ProcessEnv): string {
  const { value, fault } = read(source, directory, env);
  if (value !== undefined) return value;
  throw new UserError(`the ${sourceName(source)} ${fault}`, {
    hint: 'It has to hold the secret when this command runs.',
    exitCode: 2,
  });
}

const read = (source: SecretSource, directory: string, env: NodeJS.ProcessEnv): Read =>
  'env' in source ? fromEnvironment(source.env, env) : fromFile(resolve(directory, source.file));

type Read = { readonly value?: string; readonly fault?: string };

function fromEnvironment(name: string, env: NodeJS.ProcessEnv): Read {
  const value = env[name];
  return value ? { value } : { fault: value === '' ? 'is empty' : 'is not set' };
}

function fromFile(path: string): Read {
  try {
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return value ? { value } : { fault: 'is empty' };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return { fault: code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})` };
  }
}
