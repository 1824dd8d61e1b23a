import { isDeepStrictEqual } from 'node:util';
import { chartDefaults, chartSchema } from '../settings/raw-values/chart-facts.ts';
import { isMapping, type Mapping } from '../system/mapping.ts';
import { isEmpty, leavesOf, valueIn, without } from './paths.ts';

/** What nobody mapped, without what says nothing: the chart's own defaults, and nothing where there is no default. */
export function rawValues(rest: Mapping): { readonly values: Mapping; readonly defaults: number } {
  const needless = leavesOf(rest).filter(({ path, value }) => saysNothing(path, value));
  const values = needless.reduce((all, { path }) => without(all, path), rest);
  return { values, defaults: needless.length };
}

/** Whether a value of the chart is its default, or nothing where it has none. */
export function saysNothing(path: readonly string[], value: unknown): boolean {
  const usual = valueIn(chartDefaults(), path);
  if (isDeepStrictEqual(value, usual)) return true;
  // Nothing in the place of a mapping says nothing about what is in it.
  if (value === null) return isNothing(usual) || typeof usual === 'object';
  // Helm merges mappings.
  if (isMapping(value) && isEmpty(value) && isMapping(usual)) return true;
  return isNothing(value) && isNothing(usual) && isOfChart(path);
}

/** Whether the chart itself has a key. Others, such as variables and fields of Kubernetes, are something even if empty. */
export function isOfChart(path: readonly string[]): boolean {
  const found = path.reduce<ReturnType<typeof chartSchema> | undefined>(
    (schema, key) => schema?.properties?.[key],
    chartSchema(),
  );
  return found !== undefined;
}

const isNothing = (value: unknown) => value === undefined || value === null || value === '' || isEmpty(value);
