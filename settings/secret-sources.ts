import { resolve } from 'node:path';
import { authTypeOf } from '../platform/auth/auth-types.ts';
import { lostInHub } from '../platform/hub-text.ts';
import type { Settings } from '../platform/schema/platform.ts';
import type { SecretSource } from '../platform/schema/scalars.ts';
import { Secrets, sourceName } from '../platform/secrets.ts';
import { secretVariables, type WithVariables } from '../platform/server-variables.ts';
import type { SettingsProblem } from '../system/problem.ts';
import { withoutSecrets } from '../system/secret-forms.ts';
import { UserError } from '../system/user-error.ts';
import { readBounded } from './read-bounded.ts';
import { type Printed, runSecretCommands } from './secret-commands.ts';
import { checkedSecret, type FoundSecret, LARGEST_SECRET, secretIn } from './secret-text.ts';

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
  ...ofServers
}: Pick<Settings, 'cluster' | 'hub' | 'auth' | 'registry' | 'backup'> & WithVariables): Reference[] {
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
  references.push(...secretVariables(ofServers), ...ofServices(hub));
  for (const { setting, source, problem } of authTypeOf(auth).secrets?.(auth) ?? [])
    references.push({ path: ['auth', setting], source, problem });
  return references;
}

/** JupyterHub does not start with a shorter token. Source: JupyterHub 5.5.4, `orm.Hashed.min_length`. */
const SHORTEST_TOKEN = 8;

function ofServices({ services }: Settings['hub']): Reference[] {
  const tooShort = (secret: string) =>
    secret.length < SHORTEST_TOKEN ? `has fewer than ${SHORTEST_TOKEN} characters: JupyterHub refuses it` : undefined;
  return services.flatMap(({ apiToken, environment }, i) => {
    const path = ['hub', 'services', i];
    const token = apiToken && { path: [...path, 'apiToken'], source: apiToken, problem: tooShort };
    const variables = Object.entries(environment).flatMap(([name, source]) =>
      typeof source === 'string' ? [] : [{ path: [...path, 'environment', name], source }],
    );
    return [...(token ? [token] : []), ...variables];
  });
}

/** Where secrets are read from. */
export interface SecretPlaces {
  /** Folder of platform.yaml. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly printed: Printed;
}

const FIX = 'it must contain the secret when this command runs';

/** Reads the secrets; a missing one is a problem at its reference. */
export function readSecrets(
  settings: Settings,
  places: SecretPlaces,
): { secrets: Secrets; problems: SettingsProblem[] } {
  const values = new Map<string, string>();
  const problems: SettingsProblem[] = [];
  for (const { path, source, problem: problemOf } of secretSources(settings)) {
    const found = forHub(path, read(source, places));
    if (found.problem !== undefined) {
      problems.push({ path, message: problemWith(source, found.problem), fix: found.fix ?? FIX });
      continue;
    }
    values.set(sourceName(source), found.value);
    const unfit = problemOf?.(found.value);
    if (unfit) problems.push({ path, message: problemWith(source, unfit) });
  }
  return { secrets: new Secrets(values), problems };
}

/** An argument of a command may be a secret itself, which is another problem. */
const problemWith = (source: SecretSource, problem: string) => withoutSecrets(`the ${sourceName(source)} ${problem}`);

/** The parts of the settings whose secrets are in no value of the chart. */
const NOT_IN_CHART: readonly unknown[] = ['registry', 'cluster', 'backup', 'servers', 'images', 'sizes'];

/** A secret that becomes a chart value has to reach the hub through Helm. */
function forHub(path: SettingsProblem['path'], found: FoundSecret): FoundSecret {
  const isLost = !NOT_IN_CHART.includes(path[0]) && lostInHub(found.value) !== undefined;
  return isLost ? { problem: 'is text that Helm does not pass on to the hub intact: choose another secret' } : found;
}

/** Reads one secret, for a command that needs no other. */
export async function readSecret(source: SecretSource, directory: string, env = process.env): Promise<string> {
  const printed = await runSecretCommands([source], { directory });
  const { value, problem = '', fix = FIX } = { fix: FIX, ...read(source, { directory, env, printed }) };
  if (value !== undefined) return value;
  throw new UserError(problemWith(source, problem), { fix: `${fix[0]?.toUpperCase()}${fix.slice(1)}.`, exitCode: 2 });
}

function read(source: SecretSource, { directory, env, printed }: SecretPlaces): FoundSecret {
  if ('env' in source) return fromEnvironment(source.env, env);
  if ('file' in source) return fromFile(resolve(directory, source.file));
  const found = printed.get(sourceName(source));
  if (found === undefined) throw new Error(`not run: ${sourceName(source)}`);
  return found;
}

function fromEnvironment(name: string, env: NodeJS.ProcessEnv): FoundSecret {
  const value = env[name];
  return value ? checkedSecret(value) : { problem: value === '' ? 'is empty' : 'is not set' };
}

function fromFile(path: string): FoundSecret {
  try {
    return secretIn(readBounded(path, LARGEST_SECRET));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return { problem: code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})` };
  }
}
