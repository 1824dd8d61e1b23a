import { resolve } from 'node:path';
import { authTypeOf } from '../platform/auth/auth-types.ts';
import { lostInHub } from '../platform/hub-text.ts';
import type { Settings } from '../platform/schema/platform.ts';
import type { SecretSource } from '../platform/schema/scalars.ts';
import { Secrets, sourceName } from '../platform/secrets.ts';
import type { SettingsProblem } from '../system/problem.ts';
import { UserError } from '../system/user-error.ts';
import { readBounded } from './read-bounded.ts';
import { codePoint } from './yaml-problem.ts';

/** A place in the settings that names a secret. */
interface Reference {
  readonly path: SettingsProblem['path'];
  readonly source: SecretSource;
  /** What is wrong with the secret itself. */
  readonly problem?: ((secret: string) => string | undefined) | undefined;
}

/** Every secret that the settings name. */
export function secretSources({
  cluster,
  hub,
  auth,
  registry,
  backup,
}: Pick<Settings, 'cluster' | 'hub' | 'auth' | 'registry' | 'backup'>): Reference[] {
  const references: Reference[] = registry.credentials.map((it, i) => ({
    path: ['registry', 'credentials', i, 'password'],
    source: it.password,
  }));
  if (cluster.proxy?.password !== undefined)
    references.push({ path: ['cluster', 'proxy', 'password'], source: cluster.proxy.password });
  if (backup !== undefined) {
    references.push({ path: ['backup', 'password'], source: backup.password });
    if (backup.login) references.push({ path: ['backup', 'login', 'password'], source: backup.login.password });
    if (backup.ssh) references.push({ path: ['backup', 'ssh', 'key'], source: backup.ssh.key });
  }
  if (hub.database.type === 'postgresql')
    references.push({ path: ['hub', 'database', 'password'], source: hub.database.password });
  for (const { setting, source, problem } of authTypeOf(auth).secrets?.(auth) ?? [])
    references.push({ path: ['auth', setting], source, problem });
  return references;
}

/** Reads the secrets from the environment and from files; a missing one is a problem at its reference. */
export function readSecrets(
  settings: Settings,
  directory: string,
  env: NodeJS.ProcessEnv,
): { secrets: Secrets; problems: SettingsProblem[] } {
  const values = new Map<string, string>();
  const problems: SettingsProblem[] = [];
  for (const { path, source, problem: problemOf } of secretSources(settings)) {
    const { value, problem } = forHub(path, read(source, directory, env));
    if (value === undefined) {
      problems.push({
        path,
        message: `the ${sourceName(source)} ${problem}`,
        fix: 'it must contain the secret when this command runs',
      });
      continue;
    }
    values.set(sourceName(source), value);
    const unfit = problemOf?.(value);
    if (unfit) problems.push({ path, message: `the ${sourceName(source)} ${unfit}` });
  }
  return { secrets: new Secrets(values), problems };
}

/** The parts of the settings whose secrets stay on the nodes. */
const NODE_SECTIONS: readonly unknown[] = ['registry', 'cluster', 'backup'];

/** A secret that becomes a chart value has to reach the hub through Helm. */
function forHub(path: SettingsProblem['path'], found: Read): Read {
  const isLost = !NODE_SECTIONS.includes(path[0]) && lostInHub(found.value) !== undefined;
  return isLost ? { problem: 'is text that Helm does not pass on to the hub intact: choose another secret' } : found;
}

/** Reads one secret, for a command that needs no other. */
export function readSecret(source: SecretSource, directory: string, env: NodeJS.ProcessEnv): string {
  const { value, problem } = read(source, directory, env);
  if (value !== undefined) return value;
  throw new UserError(`the ${sourceName(source)} ${problem}`, {
    fix: 'It must contain the secret when this command runs.',
    exitCode: 2,
  });
}

const read = (source: SecretSource, directory: string, env: NodeJS.ProcessEnv): Read =>
  'env' in source ? fromEnvironment(source.env, env) : fromFile(resolve(directory, source.file));

/** In bytes. */
const LARGEST = 2 ** 20;

type Read = { readonly value?: string; readonly problem?: string };

function fromEnvironment(name: string, env: NodeJS.ProcessEnv): Read {
  const value = env[name];
  return value ? checked(value) : { problem: value === '' ? 'is empty' : 'is not set' };
}

function fromFile(path: string): Read {
  try {
    // A byte order mark, and the line breaks with which editors end a file, belong to no secret.
    const bytes = readBounded(path, LARGEST);
    if (bytes === undefined) return { problem: 'is not a secret: it is larger than 1 MiB' };
    const value = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/[\r\n]+$/, '');
    if (value !== value.trim()) return { problem: 'begins or ends with a space: remove it' };
    return value ? checked(value) : { problem: 'is empty' };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { problem: 'is not UTF-8 text: save it as UTF-8' };
    return { problem: code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})` };
  }
}

/** Refuses invisible characters, which a copied secret may contain. The message shows the character, and nothing of the secret. */
function checked(value: string): Read {
  // Certificates and keys in PEM form are the only secrets of several lines.
  const text = value.includes('-----BEGIN ') ? value.replaceAll(/\r?\n/g, '') : value;
  const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/u.exec(text)?.[0];
  return unseen === undefined
    ? { value }
    : { problem: `contains the invisible character ${codePoint(unseen)}: remove it` };
}
