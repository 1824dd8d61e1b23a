import { parse } from 'yaml';
import { chartSchema } from '../settings/raw-values/chart-facts.ts';
import { isMapping, type Mapping } from '../system/mapping.ts';

/** The keys by which values of the chart are recognized, of today and of older charts. */
export const KNOWN_KEYS = ['hub', 'singleuser', 'proxy', 'cull', 'scheduling', 'prePuller', 'auth'] as const;

/** Keys of `auth`, which charts before 1.0 had. */
const OF_AUTH = ['type', 'admin', 'whitelist', 'allowedUsers', 'state', 'dummy', 'custom'];

/** No wrapper in use is deeper: `spec.source.helm.values.jupyterhub`. */
const DEEPEST = 6;

export interface FoundValues {
  readonly values: Mapping;
  readonly path: readonly string[];
  /** Whether they are a text in the file, so that it has no lines of their keys. */
  readonly isText: boolean;
}

/** Finds the values of the chart, below whatever wraps them; undefined where there are none. */
export function findChartValues(data: unknown): FoundValues | undefined {
  let level: FoundValues[] = isMapping(data) ? [{ values: data, path: [], isText: false }] : [];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const found = level.find((it) => isOfChart(it.values));
    if (found !== undefined) return found;
    level = level.flatMap(below);
  }
  return undefined;
}

function below({ values, path, isText }: FoundValues): FoundValues[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (isMapping(value)) return [{ values: value, path: [...path, key], isText }];
    const inner = typeof value === 'string' && /^values(Content)?$/.test(key) ? parsed(value) : undefined;
    return isMapping(inner) ? [{ values: inner, path: [...path, key], isText: true }] : [];
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
