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

/** The same of the one release that a value at this path is of. */
export function namedBeside(data: unknown, path: readonly string[]): string[] {
  if (!path.some((it) => INDEX.test(it))) return namesIn(data);
  let release = data;
  for (const key of path) {
    release = (release as Record<string, unknown>)[key];
    if (INDEX.test(key)) break;
  }
  return namesIn(release);
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

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isMapping(value)) return [];
  const names = Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'valuesFrom' && Array.isArray(inner)) return inner.filter(isMapping).map(nameOfObject);
    if (!FILES.has(key)) return namesIn(inner);
    return [inner].flat().filter((it): it is string => typeof it === 'string' && /\.(ya?ml|json|gotmpl)$/.test(it));
  });
  // A chart of one's own has them beside its Chart.yaml.
  const isParent = Array.isArray(value.dependencies) && /jupyterhub/.test(JSON.stringify(value.dependencies));
  return isParent ? [...names, 'values.yaml'] : names;
}

const nameOfObject = ({ kind, name }: Record<string, unknown>) => `${kind ?? 'ConfigMap'} ${name}`;
