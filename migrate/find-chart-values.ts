import { parse } from 'yaml';
import { mergeValues } from '../lib/merge.ts';
import { chartSchema } from '../settings/raw-values/chart-facts.ts';
import { isMapping, type Mapping } from '../system/mapping.ts';
import { UserError } from '../system/user-error.ts';
import { setIn, withSet } from './set-values.ts';

/** The keys by which values of the chart are recognized, of today and of older charts. */
export const KNOWN_KEYS = ['hub', 'singleuser', 'proxy', 'cull', 'scheduling', 'prePuller', 'auth'] as const;

/** Keys of `auth`, which charts before 1.0 had. */
const OF_AUTH = ['type', 'admin', 'whitelist', 'allowedUsers', 'state', 'dummy', 'custom'];

/** No wrapper in use is deeper: `spec.template.spec.sources.0.helm.values.jupyterhub`. */
const DEEPEST = 9;

export interface FoundValues {
  readonly values: Mapping;
  readonly path: readonly string[];
  /** Whether they are a text in the file, so that it has no lines of their keys. */
  readonly isText: boolean;
  /** Where later items of the same list are, which are merged into the values. */
  readonly later?: readonly (readonly string[])[];
}

/** Finds the values of the chart, below whatever wraps them: more than one where there are several hubs. */
export function findChartValues(data: unknown): FoundValues[] {
  let level: Place[] = isMapping(data) ? [{ value: data, path: [], isText: false }] : [];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const found = level.flatMap(({ value, ...place }) =>
      isMapping(value) && isOfChart(value) ? [{ values: value, ...place }] : [],
    );
    if (found.length > 0) return merged(found);
    level = level.flatMap(below);
  }
  return [];
}

/** The same where what installs the chart only sets values by their names: as if it had empty ones beside. */
export function findSetValues(data: unknown): FoundValues[] {
  let level: Place[] = [{ value: data, path: [], isText: false }];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const found = level.flatMap(({ value, path }) =>
      findChartValues(withSet({}, setIn(value, path).set)).map((it) => ({
        ...{ values: {}, isText: false },
        path: [...path, 'values', ...it.path],
      })),
    );
    if (found.length > 0) return found;
    level = level.flatMap(below);
  }
  return [];
}

/** Items of one list called `values`, such as a release of a helmfile has, are merged in their order. */
function merged(all: readonly FoundValues[]): FoundValues[] {
  const listOf = ({ path }: FoundValues) => (path.at(-2) === 'values' ? path.slice(0, -1).join('.') : path.join('.'));
  return [...new Set(all.map(listOf))].flatMap((list) => {
    const items = all.filter((it) => listOf(it) === list);
    const [first, ...others] = items;
    if (first === undefined || others.length === 0) return items;
    const values = items.reduce<Mapping>((left, it) => mergeValues(left, it.values), {});
    return [{ ...first, values, later: others.map((it) => it.path) }];
  });
}

/**
 * The one hub of several.
 *
 * @param name Of what has them, for messages.
 * @param at The path that somebody has named, dotted.
 * @throws UserError if there are several, and the path is not that of one
 */
export function chosenHub<T extends Pick<FoundValues, 'path'>>(
  name: string,
  found: readonly T[],
  at?: string,
): T | undefined {
  if (found.length < 2) return found[0];
  const [only, second] = found.filter(({ path }) => isBelow(path.join('.'), at));
  if (only !== undefined && second === undefined) return only;
  const paths = found.map(({ path }) => path.join('.'));
  throw new UserError(`${name} has the values of ${found.length} hubs: ${paths.join(', ')}`, {
    fix: `Name one: --path ${only?.path.join('.') ?? paths[0]}.`,
    exitCode: 2,
  });
}

const isBelow = (path: string, at: string | undefined) => at === undefined || path === at || path.startsWith(`${at}.`);

/** Anything in a file that may have values in it. */
interface Place extends Omit<FoundValues, 'values'> {
  readonly value: unknown;
}

/** What holds values as a text: of a HelmChart, of an Application, and of a ConfigMap or a Secret that Helm reads. */
const TEXT = /^(values|valuesContent|values\.ya?ml)$/;

function below({ value, path, isText }: Place): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, inner]) => {
    const text = typeof inner === 'string' && TEXT.test(key) ? parsed(inner) : undefined;
    return { value: text ?? inner, path: [...path, key], isText: isText || text !== undefined };
  });
}

function parsed(text: string): unknown {
  try {
    return parse(text, { version: '1.1', merge: true, uniqueKeys: false, logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

function isOfChart(values: Mapping): boolean {
  return KNOWN_KEYS.some((key) => {
    const value = values[key];
    if (!isMapping(value)) return false;
    const known = key === 'auth' ? OF_AUTH : Object.keys(chartSchema().properties?.[key]?.properties ?? {});
    return Object.keys(value).some((it) => known.includes(it));
  });
}
