import { isMapping } from '../system/mapping.ts';

/** Merges chart values: mappings key by key, anything else replaced by the later one. Unlike Helm, null does not delete a key. */
export function mergeValues<T extends object>(base: T, over: object): T {
  const merged: Record<string, unknown> = { ...(base as Record<string, unknown>) };
  for (const [key, value] of Object.entries(over)) {
    const known = merged[key];
    merged[key] = isMapping(known) && isMapping(value) ? mergeValues(known, value) : value;
  }
  return merged as T;
}
