import { distance } from 'fastest-levenshtein';
import { PULL_POLICIES } from '../../platform/image-reference.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { isMapping } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found } from '../explain.ts';
import { hubClasses, type Shape } from './chart-facts.ts';
import { traitNames, traitOf } from './hub-classes.ts';
import { ACCESS_MODES } from './kubernetes-rules.ts';
import { movedTrait } from './moved.ts';
import { choicesOf, fits, type Misfit, misfit, says } from './shapes.ts';

/** How a section of traits is looked at. */
export interface TraitScope {
  /** Whether the hub may have other traits than its usual image: then what is unknown only warns. @default false */
  readonly lenient?: boolean;
  /** Whether a null takes a default of the chart away, so that the trait never sees it. @default - never */
  readonly removable?: (name: string) => boolean;
}

/** Traits that KubeSpawner passes on to Kubernetes, which takes these values alone. */
const kubernetes: Readonly<Record<string, Shape>> = {
  image_pull_policy: { is: 'choice', values: [...PULL_POLICIES, ''], null: true },
  storage_access_modes: {
    is: 'list',
    of: { is: 'choice', values: ACCESS_MODES },
  },
};

/**
 * Checks settings of a class of the hub image, be it `hub.config.<className>` or a `kubespawner_override`, against the
 * traits that it has, or a class based on it. A class that the image does not have is taken for one of the user's own.
 *
 * @param at Where the settings stand in the document.
 */
export function checkTraits(
  className: string,
  traits: unknown,
  at: readonly PathSegment[],
  scope: TraitScope = {},
): SettingsProblem[] {
  if (hubClasses()[className] === undefined || traits === undefined || traits === null) return [];
  if (!isMapping(traits)) return [{ path: at, message: `expected a mapping${found(at, traits)}` }];
  return Object.entries(traits).flatMap(([name, value]) => checkTrait(className, value, [...at, name], scope));
}

/**
 * The class of the hub image that a misspelt name most likely means. Own classes are often called after one of the
 * image's (MyAuthenticator), so only a slip counts: the same beginning, and two letters at most that differ.
 */
export function nearClass(className: string): string | undefined {
  const start = className.slice(0, 3).toLowerCase();
  const similar = Object.keys(hubClasses()).filter(
    (name) => name.slice(0, 3).toLowerCase() === start && Math.abs(name.length - className.length) < 2,
  );
  const near = didYouMean(className, similar);
  return near !== undefined && distance(className.toLowerCase(), near.toLowerCase()) <= 2 ? near : undefined;
}

/** What is wrong with the name of a trait alone. */
export function checkTraitName(
  className: string,
  name: string,
  path: readonly PathSegment[],
  { lenient }: TraitScope = {},
): SettingsProblem[] {
  const { shapes, renamed, removed } = traitOf(className, name);
  const at = { path, atKey: true };
  if (renamed) {
    return [
      { ...at, message: `${className} now calls this "${renamed}"`, fix: `write ${renamed}`, severity: 'warning' },
    ];
  }
  const severity = lenient ? ({ severity: 'warning' } as const) : {};
  if (removed) {
    return [{ ...at, message: `${className} no longer has "${name}"`, fix: `use ${removed} instead`, ...severity }];
  }
  if (shapes.length > 0) return [];
  const meant = didYouMean(name, traitNames(className));
  const fix = movedTrait(className, name) ?? (meant && `did you mean "${meant}"?`);
  return [{ ...at, message: `${className} has no setting "${name}"`, ...(fix && { fix }), ...severity }];
}

function checkTrait(
  className: string,
  value: unknown,
  path: readonly PathSegment[],
  scope: TraitScope,
): SettingsProblem[] {
  const name = String(path.at(-1));
  const { renamed } = traitOf(className, name);
  return [
    ...checkTraitName(className, name, path, scope),
    ...checkValue(className, renamed ?? name, value, path, scope),
  ];
}

function checkValue(
  className: string,
  name: string,
  value: unknown,
  at: readonly PathSegment[],
  { lenient, removable }: TraitScope,
): SettingsProblem[] {
  const { shapes, removed } = traitOf(className, name);
  const [first] = shapes;
  if (first === undefined || removed || (value === null && removable?.(name))) return [];
  const takes = isHook(name, first) && value ? FUNCTION : kubernetes[name];
  const wanted = shapes.some((shape) => fits(value, shape)) ? takes : first;
  const wrong = misfit(value, wanted);
  if (wrong === undefined && isRunTogether(value, shapes)) {
    const message = `${className} reads this as one text${found(at, value)}`;
    return [{ path: at, message, fix: 'write a space after each "-"', severity: 'warning' }];
  }
  // The profiles have a check of their own, which looks into them.
  if (wrong === undefined || (name === 'profile_list' && wrong.path.length > 0)) return [];
  const path = [...at, ...wrong.path];
  const fix = remedy(wrong);
  return [
    {
      path,
      message: `${className} expects ${says(wrong.shape)} here${found(path, wrong.value)}`,
      ...(fix && { fix }),
      ...(lenient && { severity: 'warning' }),
    },
  ];
}

/** Whether the trait is called as a function, though it takes anything: each server or login fails with anything else. */
const isHook = (name: string, { is }: Shape) => name.endsWith('_hook') && is === 'any';
const FUNCTION: Shape = { is: 'function', null: true };

/** Whether a list without spaces behind its dashes became one text: `-ann -bob`. */
function isRunTogether(value: unknown, shapes: readonly Shape[]): boolean {
  const takesList = shapes.some(({ is, options = [] }) => [is, ...options.map((it) => it.is)].includes('list'));
  return takesList && typeof value === 'string' && /^-[^-\s]\S*(\s-[^-\s]\S*)*$/.test(value);
}

function remedy({ value, shape }: Misfit): string | undefined {
  if (value === null) return 'leave it out';
  if (typeof value === 'string') {
    const meant = didYouMean(value, choicesOf(shape));
    return meant && `did you mean "${meant}"?`;
  }
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return isPlain && fits(String(value), shape) ? `put it in quotes: "${value}"` : undefined;
}
