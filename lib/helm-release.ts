import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { HelmChart, HelmChartSpecFailurePolicy } from '../imports/helm.cattle.io.ts';
import { quantityOf } from '../platform/kubernetes-quantity.ts';
import { NEVER_PRUNE, names } from '../platform/names.ts';
import { toYaml } from '../system/yaml.ts';
import type { SecretValues } from './secret-values.ts';

/** Where Helm takes the chart from. */
export type ChartSource =
  | {
      /** Address of the repository: `https://grafana.github.io/helm-charts`. */
      readonly repository: string;
      /** Name of the chart there: `grafana`. */
      readonly chart: string;
      readonly version: string;
    }
  | {
      /** A chart in a registry: `oci://ghcr.io/grafana/helm-charts/grafana`. */
      readonly chart: `oci://${string}`;
      readonly version: string;
    }
  /** A chart archive in base64. */
  | { readonly archive: string };

/** What the pods of a release reserve, all of them together, as Kubernetes writes it. */
export interface Requests {
  /** `500m`, `2`. @default - nothing */
  readonly cpu?: string;
  /** `512Mi`, `2Gi`. @default - nothing */
  readonly memory?: string;
}

/** What a {@link HelmRelease} is made from. */
export interface HelmReleaseProps {
  /** Name of the HelmChart and of the release. `up`, `status` and `doctor` call it so. At most 50 characters. */
  readonly name: string;
  /** The namespace that the release goes into: a construct, or `{ name: 'monitoring' }`. */
  readonly namespace: { readonly name: string };
  /**
   * Whether Helm makes the namespace where it is missing.
   *
   * @default false
   */
  readonly createNamespace?: boolean;
  readonly source: ChartSource;
  /**
   * Values of the chart. Whoever may read HelmCharts can read them.
   *
   * @default - the chart's own
   */
  readonly values?: object;
  /**
   * Values that win over `values`, later ones over earlier ones, and are read by the controller alone.
   *
   * @default - there are none
   */
  readonly secretValues?: SecretValues | readonly SecretValues[];
  /**
   * How long a single operation of Helm may take, such as a hook of the chart. `up` waits five minutes longer for all pods
   * to be ready.
   *
   * @default Duration.minutes(10)
   */
  readonly timeout?: Duration;
  /**
   * Every image that the chart needs, for `synth --list-images`.
   *
   * @default - unknown, and the list says so
   */
  readonly images?: readonly string[];
  /**
   * What the pods reserve, for the capacity that `synth` and `doctor` report.
   *
   * @default - unknown, and the capacity leaves them out
   */
  readonly requests?: Requests;
  /**
   * Whether the release stays in the cluster when it disappears from the manifests.
   *
   * @default false
   */
  readonly keep?: boolean;
}

/** What the author of a {@link HelmRelease} declares about its pods, kept in `dist/`. */
export const RELEASE_ANNOTATIONS = { images: 'hubwright/images', requests: 'hubwright/requests' } as const;

/** The longest name with which the controller can make its job: `helm-install-NAME` has at most 63 characters. */
export const LONGEST_RELEASE_NAME = 50;

/**
 * A release of Helm: a HelmChart, which k3s's controller installs and upgrades. A failed upgrade is left for a person to
 * see; the controller's own default uninstalls the release then, and its data goes with it.
 */
export class HelmRelease extends Construct {
  readonly helmChart: HelmChart;

  constructor(scope: Construct, id: string, props: HelmReleaseProps) {
    super(scope, id);
    check(props);
    const { name, source, values, secretValues = [] } = props;
    const timeout = props.timeout ?? Duration.minutes(10);
    const annotations = annotationsOf(props);
    const references = [secretValues].flat().map((it) => it.reference);
    this.helmChart = new HelmChart(this, 'HelmChart', {
      metadata: {
        name,
        namespace: names.controllerNamespace,
        ...(props.keep && { labels: { ...NEVER_PRUNE } }),
        ...(Object.keys(annotations).length > 0 && { annotations }),
      },
      spec: {
        ...chartOf(source),
        targetNamespace: props.namespace.name,
        createNamespace: props.createNamespace ?? false,
        failurePolicy: HelmChartSpecFailurePolicy.ABORT,
        timeout: `${timeout.toMinutes()}m`,
        ...(values && { valuesContent: toYaml(values) }),
        ...(references.length > 0 && { valuesSecrets: references }),
      },
    });
  }
}

function chartOf(source: ChartSource) {
  if ('archive' in source) return { chartContent: source.archive };
  const { chart, version } = source;
  return { chart, ...('repository' in source && { repo: source.repository }), version };
}

function annotationsOf({ images, requests }: HelmReleaseProps): Record<string, string> {
  return {
    ...(images && { [RELEASE_ANNOTATIONS.images]: images.join(' ') }),
    ...(requests && { [RELEASE_ANNOTATIONS.requests]: JSON.stringify(requests) }),
  };
}

/** @throws Error with the prop, the value and what to write instead */
function check({ name, source, requests = {}, images = [] }: HelmReleaseProps): void {
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) || name.length > LONGEST_RELEASE_NAME) {
    throw new Error(
      `HelmRelease name: "${name}" cannot be the name of a release: write lower-case letters, digits and "-", at most ${LONGEST_RELEASE_NAME} of them`,
    );
  }
  if ('repository' in source && /^oci:/.test(`${source.repository}${source.chart}`)) {
    throw new Error(
      `HelmRelease ${name}: a chart in a registry has no repository: write source: { chart: 'oci://HOST/PATH', version }`,
    );
  }
  for (const [resource, amount] of Object.entries(requests)) {
    if (quantityOf(amount) !== undefined) continue;
    throw new Error(
      `HelmRelease ${name}: requests.${resource}: "${amount}" is no quantity: write one such as ${resource === 'cpu' ? '500m' : '512Mi'}`,
    );
  }
  const broken = images.find((it) => it === '' || /\s/.test(it));
  if (broken !== undefined) {
    throw new Error(
      `HelmRelease ${name}: images: "${broken}" is no image: write one such as docker.io/grafana/grafana:12.1.0`,
    );
  }
}
