import { isMapping } from '../system/mapping.ts';
import { UserError } from '../system/user-error.ts';
import { chartValuesIn } from './chart-file.ts';
import { KNOWN_KEYS } from './find-chart-values.ts';
import { TLJH_KEYS } from './tljh/recognize.ts';
import { tljhConfigIn } from './tljh/tljh-config.ts';
import type { ValuesSource } from './values-source.ts';
import { readYaml, type YamlFile, type YamlVersion } from './yaml-file.ts';

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
 * Reads a file of values, of whichever kind it is.
 *
 * @param hub Where in the file the hub is, dotted, if there are several.
 * @throws UserError that says what the file is instead
 */
export function readValues(path: string, hub?: string): ValuesSource {
  for (const { yaml, read } of KINDS) {
    const found = read(readYaml(path, yaml), hub);
    if (found !== undefined) return found;
  }
  const [message, fix] = ofSomethingElse(readYaml(path, '1.1'));
  throw new UserError(message, { fix, exitCode: 2 });
}

function ofSomethingElse({ name, documents }: YamlFile): [message: string, fix: string] {
  const data = documents[0]?.data;
  const fix =
    'Name the values of Zero to JupyterHub, the chart `jupyterhub`, or the config.yaml of The Littlest JupyterHub.';
  if (!isMapping(data)) return [`${name} is not a file of chart values: expected a mapping`, fix];
  const keys = Object.keys(data).slice(0, 5).join(', ');
  return [
    `${name} has none of the chart's keys (${KNOWN_KEYS.join(', ')}) and is no config of TLJH (${TLJH_KEYS.join(', ')}), but: ${keys}`,
    fix,
  ];
}
