import { HOME } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import { isMapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';

/** A setting of servers, and the value of the chart that it becomes. */
interface Typed {
  readonly setting: string;
  readonly isSet: (platform: Platform) => boolean;
  /** Below `singleuser`. */
  readonly value: readonly string[];
  /** The trait of KubeSpawner, which wins in `hub.config`. @default - none that a person would set */
  readonly trait?: string;
}

const typed: readonly Typed[] = [
  server('defaultUrl', ['defaultUrl'], 'default_url'),
  server('command', ['cmd'], 'cmd'),
  server('startTimeout', ['startTimeout'], 'start_timeout'),
  server('pullPolicy', ['image', 'pullPolicy'], 'image_pull_policy'),
  server('user', ['uid'], 'uid'),
  server('group', ['fsGid'], 'fs_gid'),
  {
    setting: 'storage.home.path',
    isSet: ({ storage }) => storage.home.path !== HOME,
    value: ['storage', 'homeMountPath'],
  },
];

function server(key: keyof Platform['servers'], value: readonly string[], trait: string): Typed {
  return { setting: `servers.${key}`, isSet: ({ servers }) => servers[key] !== undefined, value, trait };
}

/** Raw values that replace what `servers` sets: they are merged last. */
export function checkTypedServers(platform: Platform): SettingsProblem[] {
  return [...typed.filter(({ isSet }) => isSet(platform)), ...variables(platform)].flatMap(
    ({ setting, value, trait }) =>
      [['singleuser', ...value], ...(trait ? [['hub', 'config', 'KubeSpawner', ...trait.split('.')]] : [])].flatMap(
        (path) => replaced(platform, path, setting),
      ),
  );
}

function variables({ servers }: Platform): Typed[] {
  return Object.keys(servers.environment).map((name) => ({
    setting: `servers.environment.${name}`,
    isSet: () => true,
    value: ['extraEnv', name],
  }));
}

function replaced({ hub }: Platform, path: readonly string[], setting: string): SettingsProblem[] {
  const place = placeIn(hub.values, path);
  if (place === undefined) return [];
  const message = `replaces ${setting}`;
  return [{ path: ['hub', 'values', ...place], message, fix: 'keep one of the two', severity: 'warning' }];
}

/** Where raw values set it; variables may be a list of names and values. */
function placeIn(values: unknown, path: readonly string[]): PathSegment[] | undefined {
  const found = valueAt(values, path);
  if (found !== undefined && found !== null) return [...path];
  const list = valueAt(values, path.slice(0, -1));
  const index = Array.isArray(list) ? list.findIndex((it) => isMapping(it) && it.name === path.at(-1)) : -1;
  return index < 0 ? undefined : [...path.slice(0, -1), index];
}
