import { fatal } from './about.ts';
import type { KubeObject } from './k3s-store.ts';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}
type Fields = Record<string, unknown>;

/** What `kubectl patch` makes of an object: a merge patch, or a JSON patch of `test` and `add`. */
export function patched(object: KubeObject, patch: string, type: string | undefined): KubeObject {
  if (type === 'merge') return merged(object as unknown as Fields, JSON.parse(patch)) as unknown as KubeObject;
  if (type !== 'json') fatal('error: the stand-in for kubectl patches with --type=merge and --type=json alone', 70);
  const changed = structuredClone(object) as unknown as Fields;
  for (const { op, path, value } of JSON.parse(patch) as Operation[]) {
    const keys = path.split('/').slice(1);
    const last = keys.pop() ?? '';
    const parent = keys.reduce<Fields | undefined>((it, key) => it?.[key] as Fields | undefined, changed);
    if (op === 'test' && parent?.[last] === value) continue;
    if (op === 'add' && parent !== undefined) parent[last] = value;
    else fatal('The request is invalid: the server rejected our request due to an error in our request');
  }
  return changed as unknown as KubeObject;
}

function merged(object: Fields, patch: Fields): Fields {
  const entries = Object.entries(patch).map(([key, value]) => {
    const before = object[key];
    const isDeep = typeof value === 'object' && value !== null && typeof before === 'object' && before !== null;
    return [key, isDeep ? merged(before as Fields, value as Fields) : value] as const;
  });
  // A null takes a field away.
  return Object.fromEntries(
    Object.entries({ ...object, ...Object.fromEntries(entries) }).filter(([, it]) => it !== null),
  );
}
