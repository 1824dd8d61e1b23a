import type { Platform } from '../platform/platform.ts';
import { type Change, isSetting, keysOf, written } from './change.ts';
import { masked } from './mask.ts';

/** Settings that a section of its own describes. */
const DESCRIBED = [
  /^(users|images|sizes|servers|secrets|hubFiles|labExtension|pageFiles|announcement|limits|chartArchive|authorities)\b/,
  /^auth\.type$/,
  /^hub\.(namespace|host|tls|exposure|ingress|nodePort|database|culling|services|roles|chart|image|build|base|reference|jupyterhub|placement|nodeSelector|priority|pages|network|replaceValues|podSecurity)\b/,
  /^(storage|backup)\b/,
  /^cluster\.(name|provider|k3sVersion|nodes|servers|agents|disable|podPidsLimit|gpuPlugin|gpuSharing)\b/,
];

/** Every setting that no other section describes, old and new: no change goes unseen. */
export function settingsChanges(before: Platform, after: Platform): Change[] {
  return differences(before, after).flatMap(({ path, previous, current }) =>
    DESCRIBED.some((pattern) => pattern.test(path))
      ? []
      : [{ topic: 'Settings' as const, text: `${path}: ${shown(path, previous)} → ${shown(path, current, previous)}` }],
  );
}

/** A setting without the secrets that are written out in it. */
function shown(path: string, value: unknown, before?: unknown): string {
  const isPlain = typeof value === 'string' || Array.isArray(value);
  return written(isPlain ? masked(value, path.slice(path.lastIndexOf('.') + 1), before) : value);
}

/** The settings that differ, by path. */
export function differences(
  previous: unknown,
  current: unknown,
  path = '',
): { path: string; previous: unknown; current: unknown }[] {
  if (isSetting(previous) || isSetting(current)) {
    return written(previous) === written(current) ? [] : flattened(previous, current, path);
  }
  const [old, now] = [previous as Record<string, unknown>, current as Record<string, unknown>];
  return keysOf(old, now).flatMap((key) => differences(old[key], now[key], path === '' ? key : `${path}.${key}`));
}

function flattened(
  previous: unknown,
  current: unknown,
  path: string,
): { path: string; previous: unknown; current: unknown }[] {
  // A mapping that comes or goes is reported entry by entry.
  if (previous === undefined && !isSetting(current)) return differences({}, current, path);
  if (current === undefined && !isSetting(previous)) return differences(previous, {}, path);
  return [{ path, previous, current }];
}
