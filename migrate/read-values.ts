import { readBytes, SourceFile } from '../settings/source-file.ts';
import { isMapping } from '../system/mapping.ts';
import { UserError } from '../system/user-error.ts';
import { chartValuesIn } from './chart-file.ts';
import { refuseEncrypted, withoutSops } from './encrypted.ts';
import { KNOWN_KEYS } from './find-chart-values.ts';
import { namedFiles } from './named-files.ts';
import { refuseOther, refuseOtherText } from './other-files.ts';
import { TLJH_KEYS } from './tljh/recognize.ts';
import { tljhConfigIn } from './tljh/tljh-config.ts';
import type { ValuesSource } from './values-source.ts';
import { type YamlFile, type YamlVersion, yamlFile } from './yaml-file.ts';

/** A kind of file that can be imported. */
interface FileKind {
  readonly yaml: YamlVersion;
  /** Its values; undefined where the file is of another kind. */
  read(file: YamlFile, hub?: string): ValuesSource | undefined;
}

/** The first that finds its own in a file. TLJH's `auth` has a key in common with that of old charts. */
const KINDS: readonly FileKind[] = [
  { yaml: '1.2', read: tljhConfigIn },
  { yaml: '1.1', read: chartValuesIn },
];

/**
 * Reads a file of values, of whichever kind it is, or what a program prints: `<(sops decrypt values.yaml)`.
 *
 * @param hub Where in the file the hub is, dotted, if there are several.
 * @throws UserError that says what the file is instead
 */
export function readValues(path: string, hub?: string): ValuesSource {
  const file = readBytes(path, true);
  refuseEncrypted(path, file.bytes);
  refuseOther(path, file.bytes);
  const { text } = SourceFile.of(file);
  for (const { yaml, read } of KINDS) {
    const whole = yamlOr(path, text, yaml);
    const found = read(whole, hub);
    if (found !== undefined) return withoutSops(found, whole);
  }
  const other = yamlFile(path, text, '1.1');
  if (!other.documents.some((it) => isMapping(it.data))) refuseOtherText(path, text);
  const [message, fix] = ofSomethingElse(other);
  throw new UserError(message, { fix, exitCode: 2 });
}

/** @throws UserError if it is no YAML, which says so of a file that is something else altogether */
function yamlOr(path: string, text: string, version: YamlVersion): YamlFile {
  try {
    return yamlFile(path, text, version);
  } catch (error) {
    if (error instanceof UserError) refuseOtherText(path, text);
    throw error;
  }
}

/**
 * The same of several files.
 *
 * @throws UserError with what is wrong with each of them
 */
export function readAllValues(paths: readonly string[], hub?: string): ValuesSource[] {
  const errors: UserError[] = [];
  const read = paths.flatMap((path) => {
    try {
      return readValues(path, hub);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
      return [];
    }
  });
  const last = errors.pop();
  if (last === undefined) return read;
  const before = errors.flatMap(({ message, fix }) => [message, ...(fix === undefined ? [] : [`  ${fix}`])]);
  const fix = last.fix === undefined ? {} : { fix: last.fix };
  throw new UserError([...before, last.message].join('\n'), { ...fix, exitCode: 2 });
}

function ofSomethingElse({ name, documents }: YamlFile): [message: string, fix: string] {
  const data = documents[0]?.data;
  const fix =
    'Name the values of Zero to JupyterHub, the chart `jupyterhub`, or the config.yaml of The Littlest JupyterHub.';
  if (!isMapping(data)) return [`${name} is not a file of chart values: expected a mapping`, fix];
  const named = documents.flatMap((it) => namedFiles(it.data));
  if (named.length > 0)
    return [
      `${name} has no values itself, but names where they are: ${named.join(', ')}`,
      'Import those in this order, in which the last wins. Of an object in the cluster, import its manifest.',
    ];
  const keys = Object.keys(data).slice(0, 5).join(', ');
  return [
    `${name} has none of the chart's keys (${KNOWN_KEYS.join(', ')}) and is no config of TLJH (${TLJH_KEYS.join(', ')}), but: ${keys}`,
    fix,
  ];
}
