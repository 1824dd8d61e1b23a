import { Duration } from 'cdk8s';
import type { Namespace } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { HelmChart, HelmChartSpecFailurePolicy } from '../imports/helm.cattle.io.ts';
import type { ChartValues } from '../imports/z2jh-values.ts';
import { NEVER_PRUNE, names } from '../platform/names.ts';
import { toYaml } from '../system/yaml.ts';
import type { SecretValues } from './secret-values.ts';

/** Where Helm takes the chart from. */
export type ChartSource =
  | { readonly repository: string; readonly version: string }
  /** A chart archive in base64. */
  | { readonly archive: string };

/** What a {@link JupyterHub} is made from. */
export interface JupyterHubProps {
  /** The namespace that the release goes into. */
  readonly namespace: Namespace;
  readonly source: ChartSource;
  readonly values: ChartValues;
  /**
   * Values that win over `values` and are read by the controller alone.
   *
   * @default - there are none
   */
  readonly secretValues?: SecretValues;
  /**
   * How long Helm waits for the release to be ready. A first start pulls several images.
   *
   * @default Duration.minutes(20)
   */
  readonly timeout?: Duration;
}

/** The hub: a HelmChart, which k3s's controller installs and upgrades. A failed upgrade is left for a person to see. */
export class JupyterHub extends Construct {
  readonly helmChart: HelmChart;

  constructor(scope: Construct, id: string, props: JupyterHubProps) {
    super(scope, id);
    const { source } = props;
    const timeout = props.timeout ?? Duration.minutes(20);
    this.helmChart = new HelmChart(this, 'HelmChart', {
      metadata: { name: names.release, namespace: names.controllerNamespace, labels: { ...NEVER_PRUNE } },
      spec: {
        ...('archive' in source
          ? { chartContent: source.archive }
          : { chart: 'jupyterhub', repo: source.repository, version: source.version }),
        targetNamespace: props.namespace.name,
        createNamespace: false,
        failurePolicy: HelmChartSpecFailurePolicy.ABORT,
        timeout: `${timeout.toMinutes()}m`,
        valuesContent: toYaml(props.values),
        ...(props.secretValues && { valuesSecrets: [props.secretValues.reference] }),
      },
    });
  }
}
