import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import type { PodValue } from './pod-values.ts';
import { isCounted, quantityOf, spawnerBytesOf } from './quantity.ts';

type Path = readonly PathSegment[];

/** Where a container's requests and its limits are, by the key above them. */
const places = [
  { above: 'resources', requests: 'requests', limits: 'limits' },
  { above: 'extraResource', requests: 'guarantees', limits: 'limits' },
  { above: 'kubespawnerOverride', requests: 'extra_resource_guarantees', limits: 'extra_resource_limits' },
] as const;

/** Finds requests of a container that are above their limit, or other than it where Kubernetes shares nothing. */
export function checkRequests(values: readonly PodValue[]): SettingsProblem[] {
  return values.flatMap(({ key, value, path }) => {
    const place = places.find(({ above }) => above === key);
    if (place === undefined || !isMapping(value)) return [];
    const [requests, limits] = [value[place.requests], value[place.limits]];
    if (!isMapping(requests) || !isMapping(limits)) return [];
    return Object.entries(requests).flatMap(([name, request]) => {
      const at = [...path, place.requests, name];
      if (isAbove(request, limits[name], quantityOf)) return [above(at, request, limits[name])];
      const isLess = isAbove(limits[name], request, quantityOf);
      return isLess && isCounted(name)
        ? [
            {
              path: at,
              message: `for ${name}, Kubernetes uses the limit`,
              fix: `write ${limits[name]}, or leave it out`,
            },
          ]
        : [];
    });
  });
}

/** What KubeSpawner calls a guarantee and its limit, what the chart calls both, and how they are read. */
const pairs = [
  { chart: 'memory', traits: ['mem_guarantee', 'mem_limit'], read: spawnerBytesOf },
  { chart: 'cpu', traits: ['cpu_guarantee', 'cpu_limit'], read: quantityOf },
] as const;

/** A value, and where a person wrote it; the platform's own are written nowhere. */
interface Written {
  readonly value: unknown;
  readonly path: Path | undefined;
}

/** A guarantee and its limit. */
type Pair = readonly [Written, Written];

/**
 * Finds guarantees of servers above their limits, of each profile and choice on top of what is beneath it.
 *
 * @param joined The values that the chart gets.
 * @param raw Those that a person wrote, which are the last of each list.
 */
export function checkGuarantees(joined: Mapping, raw: Mapping, at: Path): SettingsProblem[] {
  const written = (path: readonly string[]): Written => ({
    value: valueAt(joined, path),
    path: valueAt(raw, path) === undefined ? undefined : [...at, ...path],
  });
  const profiles = profilesOf(joined, raw, at);
  return pairs.flatMap(({ chart, traits, read }) => {
    const base = ['guarantee', 'limit'].map((key) => written(['singleuser', chart, key]));
    const config = written(['hub', 'config', 'KubeSpawner']);
    const usual = overridden(base as unknown as Pair, config, traits);
    // A choice may hide what is beneath it; a contradiction is reported anyway.
    const isOwn = profiles.length === 0 || usual.every(({ path }) => path !== undefined);
    const all = [...(isOwn ? [usual] : []), ...profiles.flatMap((profile) => pairsOf(profile, usual, traits))];
    return all.flatMap(([least, most]) => {
      const path = most.path ?? least.path;
      return path && isAbove(least.value, most.value, read) ? [above(path, least.value, most.value)] : [];
    });
  });
}

function profilesOf(joined: Mapping, raw: Mapping, at: Path): Written[] {
  const places = [
    ['hub', 'config', 'KubeSpawner', 'profile_list'],
    ['singleuser', 'profileList'],
  ];
  const place = places.find((it) => Array.isArray(valueAt(joined, it)));
  if (place === undefined) return [];
  const [all, own] = [joined, raw].map((it) => valueAt(it, place) ?? []) as [unknown[], unknown[]];
  const before = all.length - own.length;
  return all.map((value, i) => ({ value, path: i < before ? undefined : [...at, ...place, i - before] }));
}

/** The pairs that a profile and each choice in it make; none where several options set them, in whatever order. */
function pairsOf(profile: Written, base: Pair, traits: readonly string[]): Pair[] {
  const own = overridden(base, part(profile, 'kubespawner_override'), traits);
  const options = parts(part(profile, 'profile_options')).map((option) =>
    parts(part(option, 'choices')).map((choice) => part(choice, 'kubespawner_override')),
  );
  const setting = options.filter((overrides) => overrides.some(({ value }) => traits.some((it) => isSet(value, it))));
  if (setting.length > 1) return [];
  return setting[0]?.map((override) => overridden(own, override, traits)) ?? [own];
}

function overridden(pair: Pair, override: Written, traits: readonly string[]): Pair {
  const [least, most] = pair.map((it, i) =>
    isSet(override.value, traits[i]) ? part(override, traits[i] as string) : it,
  );
  return [least, most] as Pair;
}

const part = ({ value, path }: Written, key: string): Written => ({
  value: isMapping(value) ? value[key] : undefined,
  path: path && [...path, key],
});

const parts = (written: Written) =>
  isMapping(written.value) ? Object.keys(written.value).map((key) => part(written, key)) : [];

const isSet = (value: unknown, key: string | undefined) =>
  key !== undefined && isMapping(value) && value[key] !== undefined;

function isAbove(least: unknown, most: unknown, read: (value: unknown) => number | undefined): boolean {
  const [guarantee, limit] = [read(least), read(most)];
  return guarantee !== undefined && limit !== undefined && limit > 0 && guarantee > limit;
}

const above = (path: Path, guarantee: unknown, limit: unknown): SettingsProblem => ({
  path,
  message: `Kubernetes refuses the pod: ${guarantee} is guaranteed, and the limit is ${limit}`,
  fix: 'raise the limit or lower the guarantee',
});
