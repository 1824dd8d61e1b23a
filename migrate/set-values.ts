import { isMapping, type Mapping } from '../system/mapping.ts';
import type { PathSegment } from '../system/problem.ts';
import { isIn, valueIn } from './paths.ts';

/** A value that what installs a chart sets by its name, over the files of values, as `helm --set NAME=VALUE` does. */
export interface SetValue {
  /** Keys of mappings, and indices of lists. */
  readonly path: readonly PathSegment[];
  readonly value: unknown;
  /** Where in the file it is. */
  readonly at: readonly string[];
}

/** What is set by name beside values, in its order. */
export interface SetValues {
  readonly set: readonly SetValue[];
  /** Where what is set by other names is. */
  readonly others: readonly (readonly string[])[];
  /** Where what cannot be read is: it takes its value from a file, or its name means nothing to Helm. */
  readonly unread: readonly (readonly string[])[];
}

/** The keys under which values of the chart are in what installs it: a list of them in a helmfile, otherwise one. */
const VALUES = new Set(['values', 'valuesContent', 'valuesObject', 'valuesInline']);

/** `set` of a helmfile's release and of a HelmChart of k3s, `setString` of the former, `parameters` of an Application of Argo CD. */
const SETS = ['set', 'setString', 'parameters'] as const;

const INDEX = /^\d+$/;
/** Helm makes no longer lists. */
const LAST_INDEX = 65_536;

/** What is set by name over the values at a path; paths of the result are within those values. */
export function setBeside(data: unknown, at: readonly string[]): SetValues {
  const values = at.findLastIndex((key) => VALUES.has(key));
  if (values === -1) return { set: [], others: [], unread: [] };
  const wrapper = at.slice(INDEX.test(at[values + 1] ?? '') ? values + 2 : values + 1);
  const release = at.slice(0, values);
  const { set, unread } = setIn(valueIn(data, release), release);
  const isOurs = ({ path }: SetValue) => isIn(path, wrapper) && path.length > wrapper.length;
  return {
    set: set.filter(isOurs).map((it) => ({ ...it, path: it.path.slice(wrapper.length) })),
    others: set.filter((it) => !isOurs(it)).map((it) => it.at),
    unread,
  };
}

/** Everything that a mapping sets by name. */
export function setIn(value: unknown, at: readonly string[]): Omit<SetValues, 'others'> {
  const items = isMapping(value) ? SETS.flatMap((key) => itemsIn(value[key], [...at, key], key)) : [];
  return {
    set: items.flatMap(({ path, value, at }) => (path && value !== undefined ? [{ path, value, at }] : [])),
    unread: items.filter(({ path, value }) => !path || value === undefined).map((it) => it.at),
  };
}

/** Values with what is set over them. */
export function withSet(values: Mapping, set: readonly SetValue[]): Mapping {
  return set.reduce((all, { path, value }) => assigned(all, path, value) as Mapping, values);
}

/** A value and its name, undefined where they cannot be read. */
interface Item {
  readonly path: readonly PathSegment[] | undefined;
  readonly value: unknown;
  readonly at: readonly string[];
}

/** Of a HelmChart, a mapping of names and values, in the order of the names; otherwise a list of mappings. */
function itemsIn(items: unknown, at: readonly string[], by: (typeof SETS)[number]): Item[] {
  if (isMapping(items))
    return Object.entries(items)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ path: pathOf(name), value: valueOfHelmChart(value), at: [...at, name] }));
  if (!Array.isArray(items)) return [];
  return items.flatMap((item, i) =>
    isMapping(item) && typeof item.name === 'string'
      ? [{ path: pathOf(item.name), value: valueOfItem(item, by), at: [...at, String(i)] }]
      : [],
  );
}

/** Its texts stay texts, but for those that look like another single value. Source: helm-controller of k3s, `typedVal`. */
function valueOfHelmChart(value: unknown): unknown {
  return typeof value === 'string' && !/^(true|false|null)$/i.test(value) ? value : ofSingle(value, true);
}

/** Argo CD hands on a list as Helm writes it; a helmfile has `values` for one, and its braces are no list. */
function valueOfItem({ value, values, forceString }: Mapping, by: (typeof SETS)[number]): unknown {
  const isTyped = by !== 'setString' && forceString !== true;
  const list = by === 'parameters' && typeof value === 'string' ? /^\{(?!\{)(.*)\}$/s.exec(value)?.[1] : undefined;
  const items = list?.split(',') ?? values;
  return Array.isArray(items) ? items.map((it) => ofSingle(it, isTyped)) : ofSingle(value, isTyped);
}

/**
 * What Helm makes of a single value, which it is given as a text: `true`, `false`, `null` and whole numbers are no texts, numbers
 * with a fraction are. Undefined for anything but a single value. Source: `strvals` of Helm.
 */
function ofSingle(value: unknown, isTyped: boolean): unknown {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return undefined;
  const text = String(value);
  if (!isTyped) return text;
  const word = text.toLowerCase();
  if (word === 'null') return null;
  if (word === 'true' || word === 'false') return word === 'true';
  return /^(0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

/** The keys of a name such as `a.b\.c[0]`; undefined where it is none. */
function pathOf(name: string): readonly PathSegment[] | undefined {
  const parts = name.match(/(?:\\.|[^.\\])+|\./gs) ?? [];
  // Keys with a dot between each two of them.
  if (parts.join('') !== name || parts.some((it, i) => (it === '.') !== (i % 2 === 1)) || parts.length % 2 === 0)
    return undefined;
  const keys = parts.filter((it) => it !== '.').flatMap(keysOf);
  return keys.some((it) => it === '' || (typeof it === 'number' && it > LAST_INDEX)) ? undefined : keys;
}

/** Of a part such as `a[0][1]`. */
function keysOf(part: string): PathSegment[] {
  const [, key = '', indices = ''] = /^(.*?)((?:\[\d+\])*)$/s.exec(part) ?? [];
  return [key.replaceAll(/\\(.)/gs, '$1'), ...(indices.match(/\d+/g) ?? []).map(Number)];
}

function assigned(value: unknown, [key, ...rest]: readonly PathSegment[], to: unknown): unknown {
  if (key === undefined) return to;
  if (typeof key === 'number') {
    const list = Array.isArray(value) ? [...value] : [];
    list[key] = assigned(list[key], rest, to);
    return Array.from(list, (it) => it ?? null);
  }
  const mapping = isMapping(value) ? value : {};
  return { ...mapping, [key]: assigned(mapping[key], rest, to) };
}
