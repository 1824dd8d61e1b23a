import { isDeepStrictEqual } from 'node:util';
import type { Platform } from '../platform/platform.ts';
import { baseImage } from '../platform/versions.ts';
import { loadPlatform } from '../settings/load.ts';
import { PRIVILEGED } from '../settings/raw-values/pod-security.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { isMapping, type Mapping } from '../system/mapping.ts';
import { formatPath, type LocatedProblem, type PathSegment } from '../system/problem.ts';
import type { Draft } from './draft.ts';
import type { Imported } from './import-values.ts';
import { sayGone } from './keys/admitting.ts';
import { leaveOutDefaults } from './leave-out-defaults.ts';
import { isEmpty, isIn, leavesOf, valueIn, without } from './paths.ts';

/** What loading the settings said when nothing more could be done about it. */
export interface Settled {
  /** Undefined while something is missing. */
  readonly platform: Platform | undefined;
  /** What is missing: somebody has to set it. */
  readonly missing: readonly LocatedProblem[];
  /** So many values of the chart became settings that only said what holds without them, and are left out. */
  readonly defaults: number;
}

type Settings = Pick<Draft, 'settings' | 'made'>;

/** More rounds than a file needs: each removes every problem that it can. */
const ROUNDS = 30;

/**
 * Takes out of the settings what is not valid, with a remark each, until they load or only what is missing is left.
 * What loads without a difference where it is left out goes as well, if it was the chart's default.
 *
 * @param write Writes settings into a folder, and says which.
 */
export function settle(
  { draft, values }: Pick<Imported, 'draft' | 'values'>,
  write: (settings: Settings) => string,
): Settled {
  for (let round = 0; ; round++) {
    const { platform, errors } = load(write(draft));
    if (platform !== undefined) {
      const loaded = (settings: Draft['settings']) => load(write({ settings, made: draft.made })).platform;
      const defaults = leaveOutDefaults(draft, values, platform, loaded);
      write(draft);
      return { platform, missing: [], defaults };
    }
    if (round === ROUNDS || takeOut(draft, errors, values) === 0)
      return { platform: undefined, missing: errors, defaults: 0 };
  }
}

/** What the settings in a folder are, or what is wrong with them. */
function load(directory: string): {
  readonly platform: Platform | undefined;
  readonly errors: readonly LocatedProblem[];
} {
  try {
    return { platform: loadPlatform({ directory, secrets: 'mask' }).platform, errors: [] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { platform: undefined, errors: error.problems.filter((it) => it.severity !== 'warning') };
  }
}

/** Takes out what is at fault. @returns how much */
function takeOut(draft: Draft, problems: readonly LocatedProblem[], given: Mapping): number {
  // Of a list the last first, since the others move up.
  const ordered = [...problems].sort((a, b) => comparePaths(b.path, a.path));
  const done: PathSegment[][] = [];
  const mayBecome = draft.get(['hub', 'podSecurity']) === undefined;
  for (const problem of ordered) {
    if (done.some((it) => isIn(problem.path, it))) continue;
    const removed =
      problem.path[0] === 'hub' && problem.path[1] === 'values'
        ? takeRaw(draft, problem, given, mayBecome)
        : takeSetting(draft, problem);
    if (removed !== undefined) done.push([...removed]);
  }
  return done.length;
}

const VALUES = ['hub', 'values'];

/** More single values are called by the key above them. */
const MOST_NAMES = 4;

/** @param mayBecome Whether the namespace may become privileged for what needs it. */
function takeRaw(
  draft: Draft,
  problem: LocatedProblem,
  given: Mapping,
  mayBecome: boolean,
): readonly PathSegment[] | undefined {
  const { path } = problem;
  const inner = path.slice(VALUES.length);
  const values = draft.get(VALUES) as Record<string, unknown> | undefined;
  if (values === undefined || inner.length === 0) return undefined;
  const depth = inner.findIndex(
    (_, i) => valueIn(values, inner.slice(0, i + 1)) === undefined && !isNull(values, inner.slice(0, i + 1)),
  );
  const own = depth >= 0 ? inner.slice(0, depth) : inner;
  const isUnknown = /^unknown key/.test(problem.message);
  // What the chart does not know is of no use to the rest of an item either.
  const at = isUnknown ? own : whole(values, own);
  if (at.length === 0) return undefined;
  const key = formatPath(asGiven(given, values, at));
  if (/^the namespace refuses a pod/.test(problem.message) && mayBecome) {
    draft.set(['hub', 'podSecurity'], 'privileged', [key]);
    draft.decide([key], `stays, and needs hub.podSecurity: privileged, with which ${PRIVILEGED}`);
    return path;
  }
  const left = without(values, at);
  if (isEmpty(left)) draft.unset(VALUES);
  else draft.replace(VALUES, left);
  const isSecret = /secret in plain text/.test(problem.message);
  const text = reasonOf(problem);
  draft.remarks = draft.remarks.filter((it) => it.kind !== 'raw' || !it.keys.includes(key));
  if (isSecret) draft.decide([key], text);
  else sayGone(draft, isUnknown ? namesOf(valueIn(values, at), key, at) : [key], text);
  return [...VALUES, ...at];
}

/** Of a section, a few single values by their names: the others may have become settings. */
function namesOf(value: unknown, key: string, at: readonly PathSegment[]): string[] {
  if (!isMapping(value) || at.some((it) => typeof it === 'number')) return [key];
  const leaves = leavesOf(value, at.map(String)).map((it) => it.path.join('.'));
  return leaves.length <= MOST_NAMES ? leaves : [key];
}

/** The path in the values as they were given, where lists have the items that settings say now, too. */
function asGiven(given: Mapping, values: Mapping, path: readonly PathSegment[]): readonly PathSegment[] {
  const at = path.findIndex((it) => typeof it === 'number');
  if (at < 0) return path;
  const [list, left] = [given, values].map((it) => valueIn(it, path.slice(0, at)));
  const item = (left as readonly unknown[])[Number(path[at])];
  if (!Array.isArray(list)) return path;
  const same = list.findIndex((it) => isDeepStrictEqual(it, item));
  const index = same >= 0 ? same : list.findIndex((it) => nameOf(it) !== undefined && nameOf(it) === nameOf(item));
  return index < 0 ? path : [...path.slice(0, at), index, ...path.slice(at + 1)];
}

const nameOf = (item: unknown) => (isMapping(item) ? (item.name ?? item.display_name) : undefined);

const isNull = (values: unknown, path: readonly PathSegment[]) => valueIn(values, path) === null;

/** What the chart also takes by name, and Kubernetes as a list. */
const NAMED_ITEM = /^(hub|singleuser)\.(storage\.)?(extraFiles|extraVolumes|extraVolumeMounts)$/;

/** A part of a list's item is of no use without the rest: the item goes. */
function whole(values: unknown, path: readonly PathSegment[]): readonly PathSegment[] {
  const named = path.findIndex((_, i) => NAMED_ITEM.test(path.slice(0, i).join('.')));
  if (named >= 0) return path.slice(0, named + 1);
  const index = path.findIndex((it, i) => typeof it === 'number' && Array.isArray(valueIn(values, path.slice(0, i))));
  return index < 0 ? path : path.slice(0, index + 1);
}

function takeSetting(draft: Draft, problem: LocatedProblem): readonly PathSegment[] | undefined {
  if (isImage(problem.path) && draft.get(problem.path) !== baseImage) return replaceImage(draft, problem);
  const made = optionalAt(draft, problem.path);
  if (made === undefined) return undefined;
  const keys = draft.made.filter((it) => isIn(made, it.path) || isIn(it.path, made)).flatMap((it) => it.keys);
  draft.unset(made);
  draft.decide([...new Set(keys)], `${formatPath(made)} is left out: ${reasonOf(problem)}`);
  return made;
}

const isImage = ([first, , third]: readonly PathSegment[]) => first === 'images' && third === 'image';

/** An image that has no name yet, such as `<your-image>:<tag>`, is needed all the same. */
function replaceImage(draft: Draft, { path, message }: LocatedProblem): readonly PathSegment[] {
  const keys = draft.made.filter((it) => isIn(path, it.path)).flatMap((it) => it.keys);
  draft.replace(path, baseImage);
  draft.decide([...new Set(keys)], `${formatPath(path)} is ${baseImage} until you write yours: ${message}`);
  return path;
}

/** What may be left out: a setting that is not needed, or that part of it that is at fault. */
function optionalAt(draft: Draft, path: readonly PathSegment[]): readonly PathSegment[] | undefined {
  const [first, second, third] = path;
  if ((first === 'images' || first === 'sizes') && third === 'groups') return closedTo(draft, path);
  if (first === 'sizes' && typeof second === 'number' && draft.get([...path.slice(0, 2), 'nodeSelector']) !== undefined)
    return ['sizes', second, 'nodeSelector'];
  if (formatPath(path) === 'hub.host' && draft.get(['hub', 'host']) === undefined) return ['hub', 'tls'];
  if (first === 'storage' && second === 'shared' && typeof third === 'number') return path.slice(0, 3);
  const own = draft.made.filter((it) => isIn(path, it.path) && !NEEDED.some((needed) => isIn(needed, it.path)));
  const nearest = own.sort((a, b) => b.path.length - a.path.length)[0]?.path;
  return nearest !== undefined && draft.get(nearest) !== undefined ? nearest : undefined;
}

/** Of an image or a size, a group that nobody is in; all of it where only that group could choose it: not everyone may. */
function closedTo(draft: Draft, path: readonly PathSegment[]): readonly PathSegment[] {
  const [choices, groups] = [path.slice(0, 1), path.slice(0, 3)].map((it) => draft.get(it) as readonly unknown[]);
  if (Number(groups?.length) > 1) return path.slice(0, 4);
  return path.slice(0, Number(choices?.length) > 1 ? 2 : 3);
}

/** Settings without which nothing loads: they stay, and are reported. */
const NEEDED = [['images'], ['sizes'], ['auth', 'type'], ['auth'], ['cluster']];

const reasonOf = ({ message, fix }: LocatedProblem) => `${message}${fix === undefined ? '' : `; ${fix}`}`;

function comparePaths(one: readonly PathSegment[], other: readonly PathSegment[]): number {
  const at = one.findIndex((it, i) => it !== other[i]);
  if (at < 0) return one.length - other.length;
  const [a, b] = [one[at], other[at]];
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b ?? ''));
}
