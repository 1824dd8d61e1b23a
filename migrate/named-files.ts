import { isMapping } from '../system/mapping.ts';

/** Keys of a helmfile, a kustomization, and an Application of Argo CD that name files of values. */
const FILES = new Set(['values', 'valueFiles', 'valuesFile', 'additionalValuesFiles', 'secrets']);

const INDEX = /^\d+$/;

/**
 * Where else the values of the chart are, by what installs it: paths as they are written there, and objects that a HelmRelease
 * of Flux names, such as `ConfigMap hub-values`. Of several releases, those that say `jupyterhub`.
 */
export function namedFiles(data: unknown): string[] {
  const releases = releasesIn(data).map((it) => ({
    names: namesIn(it),
    isHub: /jupyterhub/i.test(JSON.stringify(it)),
  }));
  const hubs = releases.filter(({ isHub }) => isHub);
  return [...new Set((hubs.length > 0 ? hubs : releases).flatMap(({ names }) => names))];
}

/** The same of the one release that values at this path are of, beside them. */
export function namedBeside(data: unknown, path: readonly string[], values: unknown): string[] {
  if (!path.some((it) => INDEX.test(it))) return namesIn(data, values);
  let release = data;
  for (const key of path) {
    release = (release as Record<string, unknown>)[key];
    if (INDEX.test(key)) break;
  }
  return namesIn(release, values);
}

/** What stands in a list of mappings, such as `releases`, `sources` or `helmCharts`; otherwise the whole. */
function releasesIn(data: unknown): unknown[] {
  if (!isMapping(data)) return [];
  const inner = Object.entries(data).flatMap(([key, value]) => {
    if (Array.isArray(value)) return FILES.has(key) ? [] : value.filter(isMapping);
    return releasesIn(value).filter((it) => it !== value);
  });
  const named = inner.filter((it) => namesIn(it).length > 0);
  return named.length > 0 ? named : [data];
}

function namesIn(value: unknown, except?: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((it) => namesIn(it, except));
  if (!isMapping(value) || value === except) return [];
  const names = Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'valuesFrom' && Array.isArray(inner)) return inner.filter(isMapping).map(nameOfObject);
    return FILES.has(key) ? [inner].flat().filter(isPath) : namesIn(inner, except);
  });
  // A chart of one's own has them beside its Chart.yaml.
  const isParent = Array.isArray(value.dependencies) && /jupyterhub/.test(JSON.stringify(value.dependencies));
  return isParent ? [...names, 'values.yaml'] : names;
}

/** Not values that are written as a text. */
const isPath = (value: unknown): value is string =>
  typeof value === 'string' && /\.(ya?ml|json|gotmpl)$/.test(value) && !/\n|: /.test(value);

const nameOfObject = ({ kind, name }: Record<string, unknown>) => `${kind ?? 'ConfigMap'} ${name}`;
