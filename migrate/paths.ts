import { isMapping, type Mapping } from '../system/mapping.ts';

/** A step into values: a key, or an index of a list. */
type Path = readonly (string | number)[];

/** The mapping with another value at a path; mappings on the way are made. */
export function withValue(values: Mapping, path: readonly string[], value: unknown): Mapping {
  const [key, ...rest] = path;
  if (key === undefined) return isMapping(value) ? value : values;
  const inner = values[key];
  return { ...values, [key]: rest.length === 0 ? value : withValue(isMapping(inner) ? inner : {}, rest, value) };
}

/** The mapping with what is at a path replaced. */
export function changed(values: Mapping, path: readonly string[], change: (value: unknown) => unknown): Mapping {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(values, key)) return values;
  const inner = values[key];
  if (rest.length === 0) return { ...values, [key]: change(inner) };
  return isMapping(inner) ? { ...values, [key]: changed(inner, rest, change) } : values;
}

/** The mapping without what is at a path, and without what that leaves empty above it. */
export function without<T>(values: T, path: Path): T {
  const [key, ...rest] = path;
  if (key === undefined) return values;
  if (Array.isArray(values)) {
    const index = Number(key);
    if (rest.length === 0) return values.filter((_, i) => i !== index) as T;
    return values.map((it, i) => (i === index ? without(it, rest) : it)) as T;
  }
  if (!isMapping(values) || !Object.hasOwn(values, key)) return values;
  const { [key]: inner, ...others } = values;
  if (rest.length === 0) return others as T;
  const left = without(inner, rest);
  const isLeftEmpty = isEmpty(left) && !isEmpty(inner);
  return (isLeftEmpty ? others : { ...values, [key]: left }) as T;
}

/** Whether a value is a mapping or a list with nothing in it. */
export const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** What is at a path, in lists too. */
export function valueIn(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    return (inner as Record<string | number, unknown>)[key];
  }, value);
}

/** Every single value, list and empty mapping in values, by path. Lists count as a whole. */
export function leavesOf(values: unknown, path: readonly string[] = []): { path: readonly string[]; value: unknown }[] {
  if (!isMapping(values) || (Object.keys(values).length === 0 && path.length > 0)) return [{ path, value: values }];
  return Object.entries(values).flatMap(([key, value]) => leavesOf(value, [...path, key]));
}

/** Whether a path is another one, or leads on from it. */
export function isIn(path: Path, other: Path): boolean {
  return other.every((key, i) => String(path[i]) === String(key));
}
