import { isMapping, type Mapping } from '../../lib/mapping.ts';
import { found, unknownKey } from '../explain.ts';
import type { PathSegment, Problem } from '../problem.ts';
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

/** Checks a list of profiles as KubeSpawner takes it: the keys, and that each override is a trait of KubeSpawner. */
export function checkProfileList(profiles: unknown, at: readonly PathSegment[]): Problem[] {
  if (!Array.isArray(profiles)) return [];
  return profiles.flatMap((profile, index) => checkProfile(profile, [...at, index]));
}

function checkProfile(value: unknown, at: readonly PathSegment[]): Problem[] {
  return part(value, at, PROFILE, (profile) => [
    ...(profile.display_name === undefined
      ? [{ path: at, message: 'missing: display_name, what users choose by' }]
      : []),
    ...checkTraits('KubeSpawner', profile.kubespawner_override, [...at, 'kubespawner_override']),
    ...each(profile.profile_options, [...at, 'profile_options'], checkOption),
  ]);
}

function checkOption(value: unknown, at: readonly PathSegment[]): Problem[] {
  return part(value, at, OPTION, (option) => [
    ...each(option.choices, [...at, 'choices'], checkChoice),
    ...(option.unlisted_choice === undefined ? [] : checkUnlisted(option.unlisted_choice, [...at, 'unlisted_choice'])),
  ]);
}

function checkChoice(value: unknown, at: readonly PathSegment[]): Problem[] {
  return part(value, at, CHOICE, (choice) =>
    checkTraits('KubeSpawner', choice.kubespawner_override, [...at, 'kubespawner_override']),
  );
}

function checkUnlisted(value: unknown, at: readonly PathSegment[]): Problem[] {
  return part(value, at, UNLISTED, (unlisted) =>
    checkTraits('KubeSpawner', withoutTemplates(unlisted.kubespawner_override), [...at, 'kubespawner_override']),
  );
}

/** What a user types takes the place of `{value}`: only then can such a text be of the wrong kind. */
function withoutTemplates(override: unknown): unknown {
  if (!isMapping(override)) return override;
  const isTemplate = (value: unknown) => typeof value === 'string' && value.includes('{value}');
  return Object.fromEntries(Object.entries(override).map(([key, value]) => [key, isTemplate(value) ? null : value]));
}

/** Checks a mapping with a fixed set of keys, and then what is in it. */
function part(
  value: unknown,
  at: readonly PathSegment[],
  known: readonly string[],
  check: (value: Mapping) => Problem[],
): Problem[] {
  if (!isMapping(value)) return [{ path: at, message: `expected a mapping${found(at, value)}` }];
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  return [...unknown.map((key) => unknownKey([...at, key], key, known)), ...check(value)];
}

function each(
  value: unknown,
  at: readonly PathSegment[],
  check: (value: unknown, at: readonly PathSegment[]) => Problem[],
): Problem[] {
  if (value === undefined || value === null) return [];
  if (!isMapping(value)) return [{ path: at, message: `expected a mapping${found(at, value)}` }];
  return Object.entries(value).flatMap(([key, inner]) => check(inner, [...at, key]));
}
