import { parse } from 'yaml';
import { isMapping } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found } from '../explain.ts';
import { type PodValue, TEXTS, VARIABLES } from './pod-values.ts';

const QUOTE = 'put it in quotes';

/**
 * Finds numbers, booleans and the like where Kubernetes takes only text: the object is refused, or the spawn fails. Null
 * passes where it is read as an empty text.
 */
export function checkKubernetesText(values: readonly PodValue[]): SettingsProblem[] {
  return values.flatMap(({ key, parent, value, path }) => {
    if (TEXTS.test(key)) return texts(value, path);
    if (VARIABLES.test(key)) return variables(value, path);
    if (/^(command|args|extraCommandLineFlags|values)$/.test(key) && Array.isArray(value)) return list(value, path);
    const isToleration = /^(t|extraT)olerations$/.test(parent) || parent === '';
    return isToleration && /^(key|operator|value|effect)$/.test(key) ? text(value, path) : [];
  });
}

function texts(value: unknown, path: readonly PathSegment[]): SettingsProblem[] {
  return isMapping(value) ? Object.entries(value).flatMap(([name, inner]) => text(inner, [...path, name])) : [];
}

/** Text, or nothing. */
export function text(value: unknown, path: readonly PathSegment[]): SettingsProblem[] {
  if (value === null || value === undefined || typeof value === 'string') return [];
  const fix = typeof value === 'object' ? {} : { fix: QUOTE };
  return [{ path, message: `Kubernetes only accepts text here${found(path, value)}`, ...fix }];
}

/** Variables as a list of names and values, or as a mapping of values and of what Kubernetes calls an EnvVar. */
function variables(value: unknown, path: readonly PathSegment[]): SettingsProblem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => variable(item, [...path, index]));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = [...path, name];
    if (isMapping(inner)) return variable(inner, at);
    return inner === null && isRendered(path) ? [withoutValue(at)] : text(inner, at);
  });
}

function variable(value: unknown, path: readonly PathSegment[]): SettingsProblem[] {
  if (!isMapping(value)) return [{ path, message: `expected a mapping with a name and a value${found(path, value)}` }];
  return [
    ...text(value.name, [...path, 'name']),
    // What a variable is called says whether its value may be shown.
    ...text(value.value, [...path, 'value']).map((it) => ({ ...it, message: shown(it.message, value.name) })),
  ];
}

const shown = (message: string, name: unknown) =>
  typeof name === 'string' && found([name], '') === '' ? message.replace(/, found .*/, '') : message;

/** Whether the chart's templates read these variables, which stop at an empty one; the hub reads those of servers. */
const isRendered = (path: readonly PathSegment[]) => path.at(-1) === 'extraEnv' && !path.includes('singleuser');

const withoutValue = (path: readonly PathSegment[]): SettingsProblem => ({
  path,
  message: 'the chart accepts no variable without a value',
  fix: 'write "" for an empty one, or leave it out',
});

/** What the chart puts into its templates without quotes, so that a text such as "8080" becomes a number there. */
const UNQUOTED = /(^|\.)(hub\.command|hub\.args|extraCommandLineFlags)$/;

function list(items: readonly unknown[], path: readonly PathSegment[]): SettingsProblem[] {
  const isUnquoted = UNQUOTED.test(path.join('.'));
  return items.flatMap((item, index) => {
    const at = [...path, index];
    if (!isUnquoted || typeof item !== 'string' || staysText(item)) return text(item, at);
    const message = `the chart removes the quotes, and Kubernetes only accepts text here${found(at, item)}`;
    return [{ path: at, message, fix: `write '${JSON.stringify(item)}'` }];
  });
}

function staysText(text: string): boolean {
  if (text.includes('{{')) return true; // A template of Helm's, which only Helm can tell.
  try {
    return typeof parse(text, { version: '1.1', logLevel: 'silent' }) === 'string';
  } catch {
    return false;
  }
}
