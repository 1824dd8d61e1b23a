import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found, unknownKey } from '../explain.ts';
import { traitOf } from './hub-classes.ts';
import { checkTraits } from './traits.ts';

// What KubeSpawner reads of a profile and its parts; it ignores any other key silently.
const PROFILE = ['display_name', 'slug', 'description', 'default', 'kubespawner_override', 'profile_options'];
const OPTION = ['display_name', 'choices', 'unlisted_choice'];
const CHOICE = ['display_name', 'default', 'kubespawner_override'];
const UNLISTED = [
  'enabled',
  'display_name',
  'display_name_in_choices',
  'validation_regex',
  'validation_message',
  'kubespawner_override',
];

/** What jupyterhub-fancy-profiles also reads, anywhere; an image of the hub that is named elsewhere may have it. */
const FANCY = ['description', 'description_in_choices', 'dynamic_image_building', 'slug'];

/** What reads the profiles besides KubeSpawner. */
export interface ProfileReaders {
  /** Whether the hub may have other traits than its usual image. @default false */
  readonly lenient?: boolean;
  /** Whether a form of the user's own may read keys that KubeSpawner ignores. @default false */
  readonly ownForm?: boolean;
}

/** Checks a list of profiles as KubeSpawner takes it: the keys, and that each override is a trait of KubeSpawner. */
export function checkProfileList(
  profiles: unknown,
  at: readonly PathSegment[],
  { lenient = false, ownForm = false }: ProfileReaders = {},
): SettingsProblem[] {
  if (!Array.isArray(profiles)) return [];
  return profiles
    .flatMap((profile, index) => checkProfile(profile, [...at, index], lenient))
    .map((it) => {
      const isRead = lenient || ownForm || FANCY.includes(String(it.path.at(-1)));
      return it.message === 'unknown key' && isRead ? { ...it, severity: 'warning' as const } : it;
    });
}

function checkProfile(value: unknown, at: readonly PathSegment[], lenient: boolean): SettingsProblem[] {
  return part(value, at, PROFILE, (profile) => [
    ...(profile.display_name === undefined ? [{ path: at, message: 'missing: display_name, which users see' }] : []),
    ...checkOverride(profile.kubespawner_override, at, lenient),
    ...each(profile.profile_options, [...at, 'profile_options'], (option, path) => checkOption(option, path, lenient)),
  ]);
}

function checkOption(value: unknown, at: readonly PathSegment[], lenient: boolean): SettingsProblem[] {
  return part(value, at, OPTION, (option) => [
    ...each(option.choices, [...at, 'choices'], (choice, path) =>
      part(choice, path, CHOICE, (it) => checkOverride(it.kubespawner_override, path, lenient)),
    ),
    ...(option.unlisted_choice === undefined
      ? []
      : checkUnlisted(option.unlisted_choice, [...at, 'unlisted_choice'], lenient)),
  ]);
}

function checkUnlisted(value: unknown, at: readonly PathSegment[], lenient: boolean): SettingsProblem[] {
  return part(value, at, UNLISTED, (unlisted) =>
    checkOverride(unlisted.kubespawner_override, at, lenient).filter(({ path }) => !isTemplate(unlisted, path.at(-1))),
  );
}

function checkOverride(override: unknown, at: readonly PathSegment[], lenient: boolean): SettingsProblem[] {
  const path = [...at, 'kubespawner_override'];
  return checkTraits('KubeSpawner', override, path, { lenient }).map((problem) => {
    const key = String(problem.path.at(-1));
    if (problem.path.length !== path.length + 1 || !isBeside(key)) return problem;
    return {
      ...problem,
      message: 'nothing reads this here',
      fix: `write ${key} next to kubespawner_override`,
      severity: 'warning',
    };
  });
}

/** Whether a key is one of a profile or a choice, and no trait: its place is one level up, and nothing breaks here. */
const isBeside = (key: string) => PROFILE.includes(key) && traitOf('KubeSpawner', key).shapes.length === 0;

/** What a user types takes the place of `{value}`: only then can such a text be of the wrong kind. */
function isTemplate(unlisted: Mapping, key: PathSegment | undefined): boolean {
  const value = valueAt(unlisted, ['kubespawner_override', String(key)]);
  return JSON.stringify(value)?.includes('{value}') && traitOf('KubeSpawner', String(key)).shapes.length > 0;
}

/** Checks a mapping with a fixed set of keys, and then what is in it. */
function part(
  value: unknown,
  at: readonly PathSegment[],
  known: readonly string[],
  check: (value: Mapping) => SettingsProblem[],
): SettingsProblem[] {
  if (!isMapping(value)) return [{ path: at, message: `expected a mapping${found(at, value)}` }];
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  const problems = unknown.map((key) => {
    const problem = unknownKey([...at, key], key, known);
    return FANCY.includes(key) ? { ...problem, fix: 'only jupyterhub-fancy-profiles reads it' } : problem;
  });
  return [...problems, ...check(value)];
}

function each(
  value: unknown,
  at: readonly PathSegment[],
  check: (value: unknown, at: readonly PathSegment[]) => SettingsProblem[],
): SettingsProblem[] {
  if (value === undefined || value === null) return [];
  if (!isMapping(value)) return [{ path: at, message: `expected a mapping${found(at, value)}` }];
  return Object.entries(value).flatMap(([key, inner]) => check(inner, [...at, key]));
}
