import { names } from '../platform/names.ts';
import { isInRange } from '../system/is-in-range.ts';
import { isMapping, type Mapping } from '../system/mapping.ts';
import { readChart } from '../system/read-chart.ts';
import type { Requests } from './helm-release.ts';
import { LONGEST_RELEASE_NAME, RELEASE_ANNOTATIONS } from './helm-release.ts';
import { type Found, type ManifestTexts, objectsOfKinds } from './manifest-objects.ts';

/** A HelmChart of the manifests, which k3s's controller installs as a release of Helm. */
export interface Release {
  /** What commands call it: its name, behind that of the HelmChart's namespace where this is not kube-system. */
  readonly id: string;
  readonly name: string;
  /** Of the HelmChart, and of the job that installs it. */
  readonly namespace: string;
  /** Of what is installed. */
  readonly targetNamespace: string;
  /** What it has its records in. */
  readonly records: 'secrets' | 'configmaps';
  /** Minutes that a single operation of Helm may take. */
  readonly timeout: number;
  /** What the controller does when an upgrade fails: `reinstall` uninstalls the release first, and its data goes with it. */
  readonly failurePolicy: string;
  /** The file that it is in. */
  readonly file: string;
  /** Undefined where the chart itself is in the manifest. */
  readonly chart: string | undefined;
  readonly repository: string | undefined;
  /** Undefined where the chart itself is in the manifest, or k3s takes the newest. */
  readonly version: string | undefined;
  /** As declared in {@link HelmRelease}; undefined where they are not. */
  readonly images: readonly string[] | undefined;
  readonly requests: Requests | undefined;
}

const MANAGED_BY = 'helmcharts.cattle.io/managed-by';
const UNMANAGED = 'helmcharts.helm.cattle.io/unmanaged';
/** Of Helm itself, where the HelmChart has none. */
const TIMEOUT = 5;

/**
 * The releases of manifests, ours among them. k3s's controller watches all namespaces; what is kept from it by an
 * annotation is none of them.
 *
 * Source: k3s-io/helm-controller, `pkg/controllers/chart/chart.go`.
 */
export function readReleases(manifests: ManifestTexts): readonly Release[] {
  const configs = objectsOfKinds(manifests, ['HelmChartConfig']);
  return helmCharts(manifests).map(({ file, metadata, spec }): Release => {
    const { name, namespace } = metadata;
    const config = configs.find((it) => it.metadata.name === name && it.metadata.namespace === namespace);
    const content = spec.chartContent !== undefined;
    return {
      id: releaseId(metadata),
      name,
      namespace,
      targetNamespace: text(spec.targetNamespace) ?? namespace,
      records: spec.driver === 'configmap' ? 'configmaps' : 'secrets',
      timeout: minutesOf(text(spec.timeout)) ?? TIMEOUT,
      failurePolicy: text(config && specOf(config).failurePolicy) || text(spec.failurePolicy) || 'reinstall',
      file,
      chart: content ? undefined : text(spec.chart),
      repository: content ? undefined : text(spec.repo),
      version: content ? undefined : text(spec.version),
      images: text(metadata.annotations[RELEASE_ANNOTATIONS.images])
        ?.split(/\s+/)
        .filter((it) => it !== ''),
      requests: requestsOf(text(metadata.annotations[RELEASE_ANNOTATIONS.requests])),
    };
  });
}

/** What commands call the release of a HelmChart. */
export function releaseId({ name, namespace }: { readonly name: string; readonly namespace: string }): string {
  return namespace === names.controllerNamespace ? name : `${namespace}/${name}`;
}

/** The releases of manifests but for that of the hub. */
export function otherReleases(manifests: ManifestTexts): readonly Release[] {
  return readReleases(manifests).filter(({ id }) => id !== names.release);
}

/** What of the HelmCharts this release of k3s can never install, each as `FILE: what is wrong`. */
export function releaseProblems(manifests: ManifestTexts, k3sVersion: string): string[] {
  const charts = helmCharts(manifests);
  const guarded = guardedNamespaces(manifests);
  return charts.flatMap((chart, i) => {
    const { file, metadata, spec } = chart;
    const { name, namespace } = metadata;
    const twin = charts.slice(0, i).find((it) => isMixedUp(it, chart));
    const kubernetes = kubernetesOf(text(spec.chartContent));
    const problems: readonly (readonly [holds: boolean, what: string])[] = [
      [
        !text(spec.chart) && !text(spec.chartContent),
        'k3s ignores it, as it names no chart; set spec.chart or spec.chartContent',
      ],
      [
        !['', 'v3'].includes(text(spec.helmVersion) ?? ''),
        `k3s has Helm v3 alone, and refuses helmVersion "${spec.helmVersion}"; leave it out`,
      ],
      [
        kubernetes !== undefined && isInRange(k3sVersion, kubernetes) === false,
        `its chart needs Kubernetes ${kubernetes}, and this is ${k3sVersion.replace(/\+.*/, '')}; take another version of the chart, or set cluster.k3sVersion`,
      ],
      [
        name.length > LONGEST_RELEASE_NAME,
        `its job, helm-install-NAME, may have 63 characters; give it a name of at most ${LONGEST_RELEASE_NAME}`,
      ],
      [
        spec.bootstrap === true && guarded.includes(namespace),
        `its job uses the network of its node, which the namespace refuses; put it into ${names.controllerNamespace}`,
      ],
      [
        twin !== undefined,
        `k3s would take its release for that of HelmChart ${twin?.metadata.namespace}/${name} in ${twin?.file}; give it another name`,
      ],
    ];
    return problems.flatMap(([holds, what]) => (holds ? [`${file}: HelmChart ${namespace}/${name}: ${what}`] : []));
  });
}

/** HelmChartConfigs that change nothing unless somebody else has made their HelmChart, each as `FILE: what is wrong`. */
export function idleConfigs(manifests: ManifestTexts): string[] {
  const charts = helmCharts(manifests).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const known = [
    ...charts,
    ...[names.traefik, `${names.traefik}-crd`].map((it) => `${names.controllerNamespace}/${it}`),
  ];
  return objectsOfKinds(manifests, ['HelmChartConfig'])
    .map(({ file, metadata }) => ({ file, name: `${metadata.namespace}/${metadata.name}` }))
    .filter(({ name }) => !known.includes(name))
    .map(({ file, name }) => `${file}: HelmChartConfig ${name} changes nothing, as there is no HelmChart ${name}`);
}

type HelmChart = Found & { readonly spec: Mapping };

function helmCharts(manifests: ManifestTexts): HelmChart[] {
  return objectsOfKinds(manifests, ['HelmChart']).flatMap((found) => {
    const { annotations } = found.metadata;
    const isOfOthers = UNMANAGED in annotations || (annotations[MANAGED_BY] ?? 'helm-controller') !== 'helm-controller';
    return isOfOthers ? [] : [{ ...found, spec: specOf(found) }];
  });
}

function specOf({ object: { spec } }: Found): Mapping {
  return isMapping(spec) ? spec : {};
}

/** Whether Helm has one record of two. Without a target namespace the controller looks for the newest one in all of them. */
function isMixedUp(one: HelmChart, other: HelmChart): boolean {
  if (one.metadata.name !== other.metadata.name) return false;
  const targets = [one, other].map(({ spec }) => text(spec.targetNamespace));
  return (
    one.metadata.namespace === other.metadata.namespace || targets.includes(undefined) || targets[0] === targets[1]
  );
}

/** Namespaces that refuse pods with a part of their node. */
function guardedNamespaces(manifests: ManifestTexts): string[] {
  return objectsOfKinds(manifests, ['Namespace'])
    .filter(({ metadata }) =>
      /^(baseline|restricted)$/.test(metadata.labels['pod-security.kubernetes.io/enforce'] ?? ''),
    )
    .map(({ metadata }) => metadata.name);
}

/** The versions of Kubernetes that a chart in the manifest supports. Of one in a repository only Helm knows, in the cluster. */
function kubernetesOf(content: string | undefined): string | undefined {
  const chart = content === undefined ? undefined : readChart(Buffer.from(content, 'base64'));
  return typeof chart === 'object' ? text(chart.kubeVersion) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** A duration as Go writes it: `20m`, `1h30m0s`. */
function minutesOf(duration: string | undefined): number | undefined {
  const parts = [...(duration ?? '').matchAll(/([\d.]+)(h|ms|m|s)/g)];
  const factors: Readonly<Record<string, number>> = { h: 60, m: 1, s: 1 / 60 };
  if (parts.length === 0) return undefined;
  return Math.ceil(parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (factors[unit] ?? 0), 0));
}

function requestsOf(json: string | undefined): Requests | undefined {
  try {
    const requests: unknown = JSON.parse(json ?? '');
    return isMapping(requests) ? (requests as Requests) : undefined;
  } catch {
    return undefined;
  }
}
