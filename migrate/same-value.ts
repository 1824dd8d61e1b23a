import { isDeepStrictEqual } from 'node:util';
import { isMapping, type Mapping } from '../system/mapping.ts';
import { cores, databaseUrl, kubernetesBytes } from './conversions.ts';

/** How values of some keys are read where the same is written in several ways. */
const READ: readonly (readonly [key: RegExp, read: (value: unknown) => unknown])[] = [
  [/(^|\.)(cpu)$/, cores],
  [/(^|\.)(memory|storage|capacity)$/, (value) => mebibytes(value)],
  [/^hub\.db\.url$/, (value) => withoutLogin(String(value))],
  [/^(singleuser\.cmd|hub\.services\.[^.]+\.command)$/, (value) => [value].flat()],
  [/^(hub\.baseUrl|singleuser\.storage\.homeMountPath)$/, (value) => String(value).replace(/\/+$/, '')],
  [/^hub\.activeServerLimit$/, (value) => value || null],
  [
    /\.server_address$/,
    (value) =>
      String(value)
        .replace(/^ldaps?:\/\//i, '')
        .replace(/[:/].*$/, ''),
  ],
  [/^hub\.db\.type$/, (value) => (value === 'sqlite' ? 'sqlite-pvc' : value)],
  [/\.(extraEnv|extraVolumes|extraVolumeMounts|extraContainers|initContainers)$/, (value) => byName(value)],
];

/** Whether the chart reads the same from a value of a key; it may get more, in mappings and lists. */
export function isSameValue(path: readonly string[], before: unknown, after: unknown): boolean {
  const key = path.join('.');
  const read = READ.find(([pattern]) => pattern.test(key))?.[1] ?? ((value) => value);
  return contains(read(after), read(before));
}

/** Whether two traits are the same, of which one may be a list of one. */
export function isSameText(before: unknown, after: unknown): boolean {
  return contains(after, before) || contains([after].flat(), [before].flat());
}

function contains(whole: unknown, part: unknown): boolean {
  if (isMapping(part)) return isMapping(whole) && Object.entries(part).every(([key, it]) => contains(whole[key], it));
  if (Array.isArray(part))
    return Array.isArray(whole) && part.every((it) => whole.some((other) => contains(other, it)));
  if (isDeepStrictEqual(part, whole)) return true;
  const isScalar = typeof part !== 'object' && typeof whole !== 'object' && whole !== undefined;
  return isScalar && String(part) === String(whole);
}

/** A size has whole MiB. */
function mebibytes(value: unknown): number | undefined {
  const bytes = kubernetesBytes(value);
  return bytes === undefined ? undefined : Math.ceil(bytes / 2 ** 20);
}

function withoutLogin(url: string): string {
  const place = databaseUrl(url);
  if (place === undefined) return url;
  const mode = place.searchParams.get('sslmode') ?? 'prefer';
  return `${place.username}@${place.hostname}:${place.port || 5432}${place.pathname} ${mode}`;
}

function byName(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const entries = value.filter(isMapping).map((it): [string, unknown] => [String(it.name), plain(it)]);
  return Object.fromEntries(entries);
}

/** An environment variable with nothing but its value. */
const plain = (it: Mapping) =>
  Object.keys(it).sort().join() === 'name,value' ? it.value : isMapping(it.resources) ? withAmounts(it) : it;

/** A container with what it reserves and may use in numbers. */
function withAmounts({ resources, ...container }: Mapping): Mapping {
  const amounts = Object.entries(resources as Mapping).map(([kind, it]) => {
    const { cpu, memory, ...others } = isMapping(it) ? it : {};
    const known = {
      ...(cpu !== undefined && { cpu: cores(cpu) }),
      ...(memory !== undefined && { memory: mebibytes(memory) }),
    };
    return [kind, { ...others, ...known }] as const;
  });
  return { ...container, resources: Object.fromEntries(amounts) };
}
