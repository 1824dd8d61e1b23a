import { isDeepStrictEqual } from 'node:util';
import { chartValues, platformValues } from '../../lib/chart-values.ts';
import { asItems, asMapping, isSame } from '../../lib/join-values.ts';
import { hubPaths } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { isMapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { type OwnValue, ofChart, otherList, ownValues } from './own-values.ts';

/**
 * Checks what raw values take away from what the platform sets, by name or because `hub.replaceValues` says so.
 *
 * @param ours The values that follow from the settings.
 * @param joined The same with the raw ones.
 */
export function checkJoinedValues(
  platform: Platform,
  ours: object = platformValues(platform),
  joined: object = chartValues(platform),
): SettingsProblem[] {
  return [
    ...checkReplaced(platform, ours),
    ...lossesIn(ours, joined, []).flatMap(problem(platform)),
    ...checkTraits(platform, ours),
  ];
}

function checkTraits({ hub }: Platform, ours: unknown): SettingsProblem[] {
  return ofChart.flatMap(({ trait, from, loses, use }) => {
    const path = ['hub', 'config', ...trait.split('.')];
    const isLost = from === undefined || Boolean(valueAt(ours, from.split('.')));
    if (!isLost || (valueAt(hub.values, path) ?? undefined) === undefined) return [];
    const message = `replaces what the chart sets there: ${loses}`;
    return [{ path: ['hub', 'values', ...path], message, fix: `use ${use}, which adds to it`, severity: 'warning' }];
  });
}

function checkReplaced({ hub }: Platform, ours: unknown): SettingsProblem[] {
  const lists = new Map(listsIn(ours, []).map((path) => [path.join('.'), path]));
  return hub.replaceValues.flatMap((entry, index) => {
    const path = ['hub', 'replaceValues', index];
    const list = lists.get(entry);
    if (list === undefined) {
      return [{ path, message: 'Hubwright sets no list there', fix: listInstead(entry, ours, [...lists.keys()]) }];
    }
    if (placeOf(hub.values, list).length === list.length) return [];
    return [{ path, message: 'hub.values sets nothing there', fix: 'set it in hub.values, or remove this path' }];
  });
}

function listInstead(entry: string, ours: unknown, lists: readonly string[]): string {
  if (isMapping(valueAt(ours, entry.split('.'))))
    return 'it is a mapping, which is merged key by key: use a list in it';
  const near = didYouMean(entry, lists);
  return near ? `did you mean "${near}"?` : 'remove it: what hub.values sets there is the only value already';
}

function listsIn(ours: unknown, path: readonly string[]): (readonly string[])[] {
  if (Array.isArray(ours)) return [path];
  return isMapping(ours) ? Object.entries(ours).flatMap(([key, value]) => listsIn(value, [...path, key])) : [];
}

/** Something of the platform's that the joined values do not have. */
interface Loss {
  readonly path: readonly string[];
  /** The items of a list that are gone; undefined of a single value. */
  readonly items?: readonly unknown[];
}

function lossesIn(ours: unknown, joined: unknown, path: readonly string[]): Loss[] {
  if (isMapping(ours)) {
    const inner = Array.isArray(joined) ? asMapping(joined) : isMapping(joined) ? joined : {};
    return Object.entries(ours).flatMap(([key, value]) => lossesIn(value, inner[key], [...path, key]));
  }
  if (!Array.isArray(ours)) return isKept(ours, joined, path) ? [] : [{ path }];
  const kept = Array.isArray(joined) ? joined : isMapping(joined) ? asItems(joined) : [];
  // Nearly all are as they were: comparing each with all of them would take as long as there are pairs.
  const texts = new Set(kept.map((it) => JSON.stringify(it)));
  const items = ours.filter((it) => !texts.has(JSON.stringify(it)) && !kept.some((other) => isSameThing(it, other)));
  return items.length > 0 ? [{ path, items }] : [];
}

function isKept(ours: unknown, joined: unknown, path: readonly string[]): boolean {
  if (path.join('.') !== 'hub.extraEnv.PYTHONPATH') return isDeepStrictEqual(ours, joined);
  const value = isMapping(joined) ? joined.value : joined;
  return typeof value === 'string' && value.split(':').includes(hubPaths.code);
}

/** A name alone is as good as a mapping with it; other items have to be as they were, apart from being the default. */
function isSameThing(item: unknown, other: unknown): boolean {
  if (typeof other === 'string' || !isMapping(item) || !isMapping(other)) return isSame(item, other);
  return Object.entries(item).every(([key, value]) => key === 'default' || isDeepStrictEqual(value, other[key]));
}

const problem =
  ({ hub }: Platform) =>
  ({ path, items }: Loss): SettingsProblem[] => {
    const dotted = path.join('.');
    const own: Omit<OwnValue, 'path'> | undefined =
      ownValues.find(({ path }) => dotted === path || dotted.startsWith(`${path}.`)) ?? (items && otherList);
    if (own === undefined) return [];
    const replaced = hub.replaceValues.indexOf(dotted);
    const at =
      replaced >= 0 ? ['hub', 'replaceValues', replaced] : ['hub', 'values', ...placeOf(hub.values, path, items)];
    const message = own.message([...new Set((items ?? []).map(firstText))].join(', '));
    const fix = replaced >= 0 ? 'remove this path to keep both' : (own.fix ?? 'give yours another name');
    return [{ path: at, message, fix, ...(own.severity && { severity: own.severity }) }];
  };

/** As much of a path as raw values have, and in a list the item that takes the place of one of these. */
function placeOf(values: unknown, path: readonly string[], items: readonly unknown[] = []): PathSegment[] {
  const [key, ...rest] = path;
  if (Array.isArray(values)) {
    const index = values.findIndex(
      (it) => items.some((item) => isSame(it, item)) || (key !== undefined && isSame(it, key)),
    );
    return index >= 0 ? [index] : [];
  }
  if (key === undefined || !isMapping(values) || !Object.hasOwn(values, key)) return [];
  return [key, ...placeOf(values[key], rest, items)];
}

/** What a person would call an item of a list: its name, or the first text in it. */
function firstText(item: unknown): string | undefined {
  if (!isMapping(item) && !Array.isArray(item)) return String(item);
  return isMapping(item) && typeof item.name === 'string' ? item.name : Object.values(item).map(firstText)[0];
}
