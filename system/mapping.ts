/** A YAML mapping that has been read. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping, and not a list or nothing. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of keys; undefined where the path leads nowhere. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isMapping(inner) ? inner[key] : undefined), value);
}

/** Merges values as Helm does: mappings key by key, a null takes a default away, anything else replaces it. */
export function withDefaults(defaults: unknown, values: unknown): unknown {
  if (!isMapping(defaults) || !isMapping(values)) return values;
  const merged: Record<string, unknown> = { ...defaults };
  for (const [key, value] of Object.entries(values)) {
    if (value === null) delete merged[key];
    else merged[key] = withDefaults(defaults[key], value);
  }
  return merged;
}
