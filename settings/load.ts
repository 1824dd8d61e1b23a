import { join, resolve } from 'node:path';
import type { Platform } from '../platform/platform.ts';
import type { Settings, Users } from '../platform/schema/platform.ts';
import { Secrets } from '../platform/secrets.ts';
import { isMapping, valueAt } from '../system/mapping.ts';
import type { LocatedProblem, SettingsProblem } from '../system/problem.ts';
import { UserError } from '../system/user-error.ts';
import { readAuthorities } from './authorities.ts';
import { checkKubernetes, readChartArchive } from './chart-archive.ts';
import { checkHubText } from './check/hub-text.ts';
import { checkSettings } from './check/settings.ts';
import { HUB, readHubFiles, readLabExtension } from './hub-files.ts';
import { parseUsers } from './load-users.ts';
import { readPageFiles } from './page-files.ts';
import { type Parsed, parseWith } from './parse.ts';
import { platformSchema } from './platform-schema.ts';
import { checkTypedSecrets, isAboutSecret } from './raw-values/chart-secrets.ts';
import { checkChartValues } from './raw-values/chart-values.ts';
import { readWords } from './raw-values/chart-words.ts';
import { checkRawValues } from './raw-values/raw-values.ts';
import { resolveImages } from './resolve-images.ts';
import { type Printed, runSecretCommands } from './secret-commands.ts';
import { readSecrets, secretSources } from './secret-sources.ts';
import { readServerFiles } from './server-files.ts';
import { SettingsError } from './settings-error.ts';
import { SourceFile } from './source-file.ts';

/** How the settings are read. */
export interface LoadOptions {
  /** Folder of platform.yaml, to which every path in it is relative. @default the working directory */
  readonly directory?: string;
  /** Environment that secrets are read from. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** What the commands among their sources have printed. @default - there are none */
  readonly printed?: Printed;
  /** Whether secrets are read, or replaced by stand-ins where nothing is deployed. @default 'read' */
  readonly secrets?: 'read' | 'mask';
  /** Whether a secret in plain text is an error, or a warning as in older settings. @default 'refuse' */
  readonly plainSecrets?: 'refuse' | 'warn';
  /** Folder of the code that runs in the hub. @default - `hub/` of this Hubwright */
  readonly hubDirectory?: string;
}

/** A platform, and what is worth knowing about it that does not stop a synth. */
export interface Loaded {
  readonly platform: Platform;
  readonly warnings: readonly LocatedProblem[];
}

/**
 * Reads platform.yaml, users.yaml and all files that they refer to, and checks them. It does not run commands that print
 * secrets: `printed` has what they said, or secrets are masked.
 *
 * @throws SettingsError with every problem at once
 */
export function loadPlatform(options: LoadOptions = {}): Loaded {
  return complete(readSettings(options), options);
}

/** As {@link loadPlatform}, for what is deployed: runs the commands that print secrets too. */
export async function loadWithSecrets(options: Pick<LoadOptions, 'directory' | 'env'> = {}): Promise<Loaded> {
  const read = readSettings(options);
  const sources = read.settings === undefined ? [] : secretSources(read.settings).map((it) => it.source);
  return complete(read, { ...options, printed: await runSecretCommands(sources, { directory: read.directory }) });
}

/** platform.yaml, before everything that it refers to. */
interface ReadSettings {
  readonly directory: string;
  readonly settingsFile: SourceFile;
  readonly settings: Settings | undefined;
  readonly found: readonly SettingsProblem[];
}

function readSettings(options: LoadOptions): ReadSettings {
  const directory = resolve(options.directory ?? '.');
  const settingsFile = SourceFile.read(join(directory, 'platform.yaml'));
  const { value: settings, problems: found } = parseSettings(settingsFile);
  return { directory, settingsFile, settings, found };
}

function complete({ directory, settingsFile, settings, found }: ReadSettings, options: LoadOptions): Loaded {
  const problems: LocatedProblem[] = [...settingsFile.syntaxProblems, ...locate(settingsFile, found)];
  const users = readUsers(settings, settingsFile, directory, problems);
  if (settings === undefined)
    throw new SettingsError([...problems, ...locate(settingsFile, rawProblems(settingsFile))]);
  if (users !== undefined) add(problems, locate(settingsFile, checkSettings(settings, users)));

  const { env = process.env, printed = new Map() } = options;
  const secrets =
    options.secrets === 'mask'
      ? { secrets: Secrets.masked(secretSources(settings).map((it) => it.source)), problems: [] }
      : readSecrets(settings, { directory, env, printed });
  const images = resolveImages(settings, directory);
  const chart = readChartArchive(settings.hub.chart, directory);
  const kubernetes = checkKubernetes(settings.cluster.k3sVersion, chart.kubernetes);
  const { authorities, problems: ofAuthorities } = readAuthorities(settings.certificateAuthority, directory);
  const hubFiles = readHubFiles(options.hubDirectory ?? HUB);
  const labExtension = readLabExtension(options.hubDirectory ?? HUB);
  const { pageFiles, problems: ofPages } = readPageFiles(settings.hub.pages, directory, hubFiles);
  const { serverFiles, problems: ofServers } = readServerFiles(settings.servers.files, directory);
  const ofFiles = [
    ...ofServers,
    ...ofPages,
    ...secrets.problems,
    ...images.problems,
    ...chart.problems,
    ...kubernetes,
    ...ofAuthorities,
  ];
  add(problems, locate(settingsFile, ofFiles));

  const platform: Platform = {
    ...settings,
    hub: images.hub,
    users: users ?? {},
    images: images.images,
    secrets: secrets.secrets,
    authorities,
    serverFiles,
    pageFiles,
    hubFiles,
    labExtension,
    chartArchive: chart.archive,
  };
  const values = [...checkRawValues(platform), ...checkTypedSecrets(settings)];
  add(problems, locate(settingsFile, options.plainSecrets === 'warn' ? values.map(ofThePast) : values));
  if (problems.some((it) => it.severity !== 'warning')) throw new SettingsError(problems);
  return { platform: deepFreeze(platform), warnings: problems };
}

/** What is wrong with raw values by themselves, if other settings are too wrong for a platform. */
function rawProblems({ data }: SourceFile): SettingsProblem[] {
  const path = ['hub', 'values'];
  const values = valueAt(data, path);
  return isMapping(values) ? checkChartValues(values, path) : [];
}

/** A secret that is already in the history of a repository is only a warning. */
const ofThePast = (problem: SettingsProblem): SettingsProblem =>
  isAboutSecret(problem) ? { ...problem, severity: 'warning' } : problem;

function parseSettings(file: SourceFile): Parsed<Settings> {
  if (file.syntaxProblems.length > 0) return { value: undefined, problems: [] };
  const { data } = file;
  const words = readWords(file.plainTexts(), ['hub', 'values'], data);
  const { value, problems } = parseWith(platformSchema(), data);
  return { value, problems: [...file.problems, ...words, ...problems, ...checkHubText(data)] };
}

function readUsers(
  settings: Settings | undefined,
  settingsFile: SourceFile,
  directory: string,
  problems: LocatedProblem[],
): Users | undefined {
  // Of settings that are too wrong to be read, too.
  const type = valueAt(settingsFile.data, ['auth', 'type']) ?? 'users';
  const auth = settings?.auth ?? { type, file: 'users.yaml' };
  if (auth.type !== 'users') return {};
  try {
    const file = SourceFile.read(resolve(directory, auth.file ?? 'users.yaml'));
    const { value, problems: found } = parseUsers(file);
    if (value === undefined) add(problems, file.syntaxProblems);
    add(problems, locate(file, found));
    return value;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const missing = (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
    const fix = missing ? 'add a first user with `npx hubwright user add NAME --admin`' : error.fix;
    add(problems, locate(settingsFile, [{ path: ['auth', 'file'], message: error.message, ...(fix && { fix }) }]));
    return undefined;
  }
}

function locate(file: SourceFile, problems: readonly SettingsProblem[]): LocatedProblem[] {
  return problems.map((problem) => ({ ...problem, file: file.name, ...file.locate(problem) }));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

/** One by one, since all arguments of a call have to fit on the stack: a file may have as many problems as it has lines. */
function add(problems: LocatedProblem[], found: readonly LocatedProblem[]): void {
  for (const it of found) problems.push(it);
}
