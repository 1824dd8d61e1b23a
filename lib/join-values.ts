import { isDeepStrictEqual } from 'node:util';
import { isMapping, type Mapping } from '../system/mapping.ts';

/**
 * Joins the chart values of one part with those of a later one: mappings key by key, and lists item by item with the
 * earlier items first. Of two items that are the same thing the later one stays, as does the later one of two single
 * values. An empty key says nothing about a mapping or a list; but it removes a single value, and its default.
 *
 * @param replaced Paths such as `ingress.hosts` whose later value replaces the earlier one.
 */
export function joinValues<T extends object>(earlier: T, later: object, replaced: ReadonlySet<string> = new Set()): T {
  return join(earlier, later, [], replaced) as T;
}

/** The later values without the empty keys that say nothing, as {@link joinValues} reads them. */
export function withoutEmptyParts(later: Mapping, earlier: unknown): Mapping {
  if (!isMapping(earlier)) return later;
  const entries = Object.entries(later).filter(([key, value]) => value !== null || !isPart(own(earlier, key)));
  return Object.fromEntries(
    entries.map(([key, value]) => [key, isMapping(value) ? withoutEmptyParts(value, own(earlier, key)) : value]),
  );
}

/** A list of things with names as a mapping; several mounts of one volume are distinguished as the chart does. */
export function asMapping(items: readonly unknown[]): Mapping {
  return Object.fromEntries(
    items.map((item, index) => [isMapping(item) && item.mountPath ? `${index}-${item.name}` : nameOf(item), item]),
  );
}

/** A mapping of things by name as a list; anything but a mapping is the value of an environment variable. */
export function asItems(mapping: Mapping): Mapping[] {
  return Object.entries(mapping).map(([name, value]) => (isMapping(value) ? { name, ...value } : { name, value }));
}

/** Whether two items of a list are one thing, of which there can only be one. */
export function isSame(one: unknown, other: unknown): boolean {
  const name = nameOf(one);
  return name === undefined ? isDeepStrictEqual(one, other) : name === nameOf(other);
}

function join(earlier: unknown, later: unknown, path: readonly string[], replaced: ReadonlySet<string>): unknown {
  if (earlier === undefined || replaced.has(path.join('.'))) return later;
  if (later === null) return isPart(earlier) ? earlier : null;
  if (isMapping(earlier) && isMapping(later)) return joinMappings(earlier, later, path, replaced);
  if (isMapping(earlier) && Array.isArray(later)) return joinLists(asItems(earlier), later);
  if (Array.isArray(earlier) && isMapping(later)) return { ...asMapping(left(earlier, asItems(later))), ...later };
  // JupyterHub reads a text as a list of one.
  return Array.isArray(earlier) ? joinLists(earlier, Array.isArray(later) ? later : [later]) : later;
}

function joinMappings(earlier: Mapping, later: Mapping, path: readonly string[], replaced: ReadonlySet<string>) {
  const joined = Object.entries(later).map(([key, value]) => [
    key,
    join(own(earlier, key), value, [...path, key], replaced),
  ]);
  return { ...earlier, ...Object.fromEntries(joined) };
}

const joinLists = (earlier: readonly unknown[], later: readonly unknown[]) => [...left(earlier, later), ...later];

/** The earlier items that no later one replaces. */
const left = (earlier: readonly unknown[], later: readonly unknown[]) =>
  earlier.filter((item) => !later.some((other) => isSame(item, other)));

/** What distinguishes an item from the others: a mount's path, a profile's slug, and of most things the name. */
function nameOf(item: unknown): string | undefined {
  if (typeof item === 'string') return item;
  if (!isMapping(item)) return undefined;
  const { mountPath, slug, name, display_name: title } = item;
  return [mountPath, slug, name, typeof title === 'string' && title.toLowerCase()].find((it) => typeof it === 'string');
}

const isPart = (value: unknown) => typeof value === 'object' && value !== null;

const own = (mapping: Mapping, key: string): unknown => (Object.hasOwn(mapping, key) ? mapping[key] : undefined);
