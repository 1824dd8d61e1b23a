import { isDeepStrictEqual } from 'node:util';
import type { Platform } from '../platform/platform.ts';
import { chartDefaults } from '../settings/raw-values/chart-facts.ts';
import type { Mapping } from '../system/mapping.ts';
import type { Draft } from './draft.ts';
import { leavesOf, valueIn, without } from './paths.ts';
import { saysNothing } from './raw-values.ts';

/**
 * Takes out settings that only say what holds without them, where the values only said the chart's default: who starts
 * from a copy of the chart's own values has decided nothing by that. What somebody wrote otherwise stays.
 *
 * @param platform What the settings are.
 * @param load What these settings are; undefined if they do not load.
 * @returns so many values of the chart
 */
export function leaveOutDefaults(
  draft: Draft,
  values: Mapping,
  platform: Platform,
  load: (settings: Draft['settings']) => Platform | undefined,
): number {
  const candidates = draft.made.filter(
    ({ path, keys }) =>
      keys.length > 0 &&
      path.every((it) => typeof it === 'string') &&
      draft.get(path) !== undefined &&
      keys.every((it) => isDefault(values, it)),
  );
  // Most values are no copy: nothing has to be loaded again.
  if (candidates.length === 0) return 0;
  const isSame = (settings: Draft['settings']) => isDeepStrictEqual(completed(load(settings)), completed(platform));
  const all = candidates.reduce((left, { path }) => without(left, path), draft.settings);
  const needless = isSame(all) ? candidates : oneByOne(draft.settings, candidates, isSame);
  for (const { path } of needless) if (draft.get(path) !== undefined) draft.unset(path);
  return new Set(needless.flatMap((it) => it.keys)).size;
}

/** With what the chart decides where settings say nothing. */
function completed(platform: Platform | undefined): unknown {
  const { cmd, uid, fsGid } = chartDefaults().singleuser as Mapping;
  return platform && { ...platform, servers: { command: [cmd], user: uid, group: fsGid, ...platform.servers } };
}

/** Whether all that values have below a key of the chart, dotted, is the default there. */
export function isDefault(values: Mapping, key: string): boolean {
  const leaves = leavesBelow(values, key);
  return leaves.length > 0 && leaves.every((it) => saysNothing(it.path, it.value));
}

export function leavesBelow(values: Mapping, key: string): ReturnType<typeof leavesOf> {
  const path = key.split('.');
  const value = valueIn(values, path);
  return value === undefined ? [] : leavesOf(value, path);
}

/** What may go if each is tried beside those before it. */
function oneByOne(
  settings: Draft['settings'],
  candidates: Draft['made'],
  isSame: (settings: Draft['settings']) => boolean,
): Draft['made'] {
  let left = settings;
  return candidates.filter(({ path }) => {
    const shorter = without(left, path);
    if (!isSame(shorter)) return false;
    left = shorter;
    return true;
  });
}
