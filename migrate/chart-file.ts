import { counted } from '../system/counted.ts';
import { UserError } from '../system/user-error.ts';
import type { Remark } from './draft.ts';
import { chosenHub, type FoundValues, findChartValues, findSetValues } from './find-chart-values.ts';
import { namedBeside } from './named-files.ts';
import { isIn, valueIn } from './paths.ts';
import { setBeside, withSet } from './set-values.ts';
import type { ValuesSource } from './values-source.ts';
import type { YamlFile } from './yaml-file.ts';

/**
 * The values of the chart in a file, wherever in it they are: below the name of the chart, in a HelmRelease of Flux, an
 * Application of Argo CD or a HelmChart. Undefined where there are none.
 *
 * @param hub Where in it the hub is, dotted, if there are several.
 * @throws UserError if there are several, and none or another is named
 */
export function chartValuesIn({ name, documents, statements }: YamlFile, hub?: string): ValuesSource | undefined {
  const placesBy = (find: (data: unknown) => FoundValues[]) =>
    documents.flatMap((document) => {
      const place = chosenHub(name, find(document.data), hub);
      return place === undefined ? [] : [{ document, ...place }];
    });
  const ofValues = placesBy(findChartValues);
  const found = ofValues.length > 0 ? ofValues : placesBy(findSetValues);
  const [only, second] = found;
  if (only === undefined) return undefined;
  if (second !== undefined) {
    throw new UserError(`${name} has chart values in ${counted(found.length, 'document')}, separated by "---"`, {
      fix: 'Put each into a file of its own, and name them in the order in which they are merged.',
      exitCode: 2,
    });
  }
  const { document, values, path: at, isText, later = [] } = only;
  const { set, others, unread } = setBeside(document.data, at);
  const places = [at, ...later];
  const lineOf = (key: readonly string[]) => {
    const setter = set.findLast((it) => isIn(key, it.path)) ?? set.findLast((it) => isIn(it.path, key));
    const place = isText ? undefined : places.findLast((it) => document.lineOf([...it, ...key]) !== undefined);
    const isSetter = setter !== undefined && (place === undefined || isIn(key, setter.path));
    if (isSetter) return document.lineOf(setter.at);
    return place === undefined ? undefined : document.lineOf([...place, ...key]);
  };
  // Values that are merged, and what is set one by one.
  const read = [...later, ...[...set.map((it) => it.at), ...others, ...unread].map((it) => it.slice(0, -1))];
  const beside = keysBeside(document.data, at).filter((it) => !read.some((place) => place.join('.') === it));
  return {
    name,
    values: withSet(values, set),
    lineOf,
    remarks: [
      ...besideRemarks(name, [...beside, ...others.map((it) => it.join('.'))]),
      ...unreadRemarks(name, unread),
      ...statementRemarks(name, statements),
      ...otherRemarks(name, at.length === 0 ? [] : namedBeside(document.data, at, values), set.length > 0),
    ],
    data: [],
  };
}

/** What is said of keys that are of something else than the chart. */
export const besideRemarks = (name: string, keys: readonly string[]): Remark[] =>
  keys.length === 0 ? [] : [{ kind: 'dropped', keys, text: `${name} has it beside the values of the chart` }];

function unreadRemarks(name: string, places: readonly (readonly string[])[]): Remark[] {
  const text = `${name} sets this to what only its deployment knows: put its value into values of the chart`;
  return places.length === 0 ? [] : [{ kind: 'decide', keys: places.map((it) => it.join('.')), text }];
}

function statementRemarks(name: string, lines: readonly number[]): Remark[] {
  const text = `${name} has statements of a template language, whose branches were all read: lines ${lines.join(', ')}`;
  return lines.length === 0 ? [] : [{ kind: 'decide', keys: [], text }];
}

/** @param sets whether it sets values by name, which win over all files */
function otherRemarks(name: string, named: readonly string[], sets: boolean): Remark[] {
  const how = sets
    ? 'import these before it, as what it sets by name wins'
    : 'import these with it, in the order in which they are merged';
  const text = `${name} also takes values of ${named.join(', ')}: ${how}`;
  return named.length === 0 ? [] : [{ kind: 'decide', keys: [], text }];
}

/** The keys next to the way down to the values. */
export function keysBeside(data: unknown, at: readonly string[]): string[] {
  return at.flatMap((key, i) => {
    const level = valueIn(data, at.slice(0, i));
    const others = Object.keys(level ?? {}).filter((it) => it !== key && !OF_MANIFESTS.has(it));
    return others.map((it) => [...at.slice(0, i), it].join('.'));
  });
}

/** What every manifest has, and a lock that names what is encrypted. */
const OF_MANIFESTS = new Set(['apiVersion', 'kind', 'metadata', 'status', 'sops']);
