import { isMapping, type Mapping } from '../system/mapping.ts';
import type { ChartSource } from './chart-source.ts';
import { withValue } from './paths.ts';

/** Items of what the chart takes as a list, or as a mapping by name. */
export function asList(value: unknown): Mapping[] {
  const all = isMapping(value) ? Object.values(value) : Array.isArray(value) ? value : [];
  return all.filter(isMapping);
}

/** Leaves these items of a list, or nothing where none is left. */
export function withList(source: ChartSource, key: string, items: readonly unknown[]): void {
  if (items.length === 0) source.take(key);
  else source.replace(key, (values, path) => withValue(values, path, items));
}
