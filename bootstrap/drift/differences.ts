import { isMapping, type Mapping } from '../../system/mapping.ts';

/** A path of keys into an object. */
export type Path = readonly string[];

/** What differs between an object as a manifest has it and as it is in the cluster. */
export interface Differences {
  /** What the manifest says and the cluster has otherwise, or not at all. */
  readonly changed: readonly Path[];
  /** What a HelmChart, its configuration or a Secret has beside what the manifest says, a field and a key each. Controllers may have added it. */
  readonly added: readonly Path[];
}

/** By what Kubernetes tells the items of its lists apart. */
const LIST_KEYS = ['name', 'mountPath', 'containerPort', 'port', 'ip', 'key', 'topologyKey'];
/** Where more than the manifest says means something else: of all other kinds, what was added is not looked for. */
const WHOLE: Readonly<Record<string, string>> = { HelmChart: 'spec', HelmChartConfig: 'spec', Secret: 'data' };
/** What the resource definition of HelmChart adds. Source: k3s-io/helm-controller, `helmcharts.crd.yaml`. */
const DEFAULTS: Mapping = { driver: 'secret', failurePolicy: 'reinstall' };
/** Fields that are no part of what a manifest asks for. */
const IGNORED = new Set(['apiVersion', 'kind', 'status']);

/**
 * Compares an object of a manifest with the one in the cluster. Pure.
 *
 * What is there beside counts for nothing, nor do other ways to write the same value, which Kubernetes and typed clients
 * change: quantities, durations, base64, what is empty. So an empty list equals any other, and a list whose items have names
 * may hold more of them.
 */
export function differences(wanted: Mapping, live: Mapping): Differences {
  const kind = String(wanted.kind);
  const isCustom = !isBuiltIn(String(wanted.apiVersion));
  const [own, there] = [plain(wanted, kind), plain(live, kind)];
  const isData = kind === 'Secret' || kind === 'ConfigMap';
  const changed = Object.keys(own)
    .filter((key) => !IGNORED.has(key))
    .flatMap((key) => changedIn(own[key], there[key], [key], { isCustom, isData }));
  const whole = WHOLE[kind];
  const added = whole === undefined ? [] : addedIn(whole, own[whole], there[whole]);
  return { changed, added };
}

interface Rules {
  /** Whether lists are replaced whole, as of resources that Kubernetes does not know itself. */
  readonly isCustom: boolean;
  /** Whether values are texts alone, and mean nothing. */
  readonly isData: boolean;
}

function changedIn(wanted: unknown, live: unknown, path: Path, rules: Rules): Path[] {
  if (wanted === null || wanted === undefined) return [];
  if (isMapping(wanted)) {
    const inner = isMapping(live) ? live : {};
    if (live !== undefined && !isMapping(live)) return [path];
    return Object.keys(wanted).flatMap((key) => changedIn(wanted[key], inner[key], [...path, key], rules));
  }
  if (isEmpty(wanted) && (live === undefined || live === null)) return [];
  // Kubernetes takes it as left out, and controllers may fill it: `caBundle`.
  if (wanted === '' && !rules.isData && !rules.isCustom) return [];
  if (Array.isArray(wanted)) return Array.isArray(live) && isSameList(wanted, live, rules) ? [] : [path];
  return isSameValue(wanted, live, rules) ? [] : [path];
}

function isSameList(wanted: readonly unknown[], live: readonly unknown[], rules: Rules): boolean {
  const isSame = (one: unknown, other: unknown) => changedIn(one, other, [], rules).length === 0;
  const isKeyed = LIST_KEYS.some((key) => wanted.every((item) => isMapping(item) && item[key] !== undefined));
  if (isKeyed && !rules.isCustom) return wanted.every((item) => live.some((it) => isSame(item, it)));
  return wanted.length === live.length && wanted.every((item, i) => isSame(item, live[i]));
}

function isSameValue(wanted: unknown, live: unknown, { isData }: Rules): boolean {
  if (wanted === live) return true;
  if (isData) return String(wanted) === String(live ?? '');
  const there = new Set(amountsOf(live));
  return amountsOf(wanted).some((it) => there.has(it));
}

function addedIn(field: string, wanted: unknown, live: unknown): Path[] {
  // What a manifest leaves out whole, others are to fill.
  if (!isMapping(live) || !isMapping(wanted) || isEmpty(wanted)) return [];
  return Object.keys(live)
    .filter((key) => wanted[key] === undefined && !isEmpty(live[key]))
    .filter((key) => field !== 'spec' || DEFAULTS[key] === undefined || DEFAULTS[key] !== live[key])
    .map((key) => [field, key]);
}

/** An object whose base64 is written in one way, a Secret's values all in `data`. */
function plain(object: Mapping, kind: string): Mapping {
  if (kind === 'ConfigMap') return { ...object, binaryData: encodedOnce(object.binaryData) };
  if (kind !== 'Secret') return object;
  const { stringData, data, ...rest } = object;
  const encoded = Object.entries(isMapping(stringData) ? stringData : {}).map(
    ([key, text]) => [key, Buffer.from(String(text)).toString('base64')] as const,
  );
  return { ...rest, data: { ...encodedOnce(data), ...Object.fromEntries(encoded) } };
}

/** In a file base64 may have line breaks, which Kubernetes does not keep. */
function encodedOnce(data: unknown): Mapping {
  const entries = Object.entries(isMapping(data) ? data : {}).map(([key, value]) => {
    return [key, typeof value === 'string' ? Buffer.from(value, 'base64').toString('base64') : value] as const;
  });
  return Object.fromEntries(entries);
}

/** `v1`, `apps/v1` and all groups of k8s.io but those that others define. */
function isBuiltIn(apiVersion: string): boolean {
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
  return !group.includes('.') || group.endsWith('.k8s.io');
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

const SUFFIXES: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};
const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

/** What a value amounts to as a quantity of Kubernetes and as a duration of Go: `1000m` is `1`, and `20m` is `20m0s`. */
function amountsOf(value: unknown): string[] {
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const text = String(value);
  const quantity = /^([+-]?\d+(?:\.\d+)?(?:e\d+)?)(|[numkMGTPE]|[KMGTPE]i)$/.exec(text);
  const amount = quantity && Number(quantity[1]) * (SUFFIXES[quantity[2] ?? ''] ?? 1);
  const parts = /^(\d+(\.\d+)?(h|ms|m|s|us|ns))+$/.test(text) ? [...text.matchAll(/([\d.]+)([a-z]+)/g)] : [];
  const seconds = parts.reduce((sum, [, many, unit]) => sum + Number(many) * (SECONDS[unit ?? ''] ?? 0), 0);
  // Sums of fractions differ in their last digits: 0.7 is no less than 700m.
  const rounded = (number: number) => `${Number(number.toPrecision(12))}`;
  return [...(amount === null ? [] : [rounded(amount)]), ...(parts.length === 0 ? [] : [`${rounded(seconds)} s`])];
}
