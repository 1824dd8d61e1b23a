import { lostAsKey, lostInHub } from '../../platform/hub-text.ts';
import { isMapping } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { codePoint } from '../yaml-problem.ts';

/** The parts of platform.yaml that become values of the chart. */
const PARTS = ['hub', 'auth', 'images', 'sizes', 'servers', 'storage'];
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const INVISIBLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]/;

/** Text and numbers that do not reach the hub intact, and invisible characters in titles and the like. */
export function checkHubText(data: unknown): SettingsProblem[] {
  return isMapping(data) ? PARTS.flatMap((part) => problemsIn(data[part], [part])) : [];
}

function problemsIn(value: unknown, path: readonly PathSegment[]): SettingsProblem[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => problemsIn(item, [...path, i]));
  if (isMapping(value))
    return Object.entries(value).flatMap(([key, inner]) => {
      const problem = explained(lostAsKey(key), key, [...path, key]);
      return [...problem.map((it) => ({ ...it, atKey: true })), ...problemsIn(inner, [...path, key])];
    });
  const isRaw = path[0] === 'hub' && path[1] === 'values';
  const invisible = !isRaw && typeof value === 'string' ? INVISIBLE.exec(value)?.[0] : undefined;
  if (invisible !== undefined)
    return [{ path, message: `${codePoint(invisible)} in it is invisible`, fix: 'remove it' }];
  return explained(lostInHub(value), value, path);
}

function explained(message: string | undefined, value: unknown, path: readonly PathSegment[]): SettingsProblem[] {
  if (message === undefined) return [];
  const fix = typeof value === 'number' ? 'write a number without an exponent' : 'write it differently';
  return [{ path, message, fix }];
}
