import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { names, OURS } from '../platform/names.ts';
import { toYaml } from '../system/yaml.ts';
import type { TraefikValues } from './traefik-values.ts';

/** What a {@link TraefikConfig} is made from. */
export interface TraefikConfigProps {
  /** Values of Traefik's chart, merged over those that k3s gives it. */
  readonly values: TraefikValues;
  /**
   * A ConfigMap that the values mount.
   *
   * @default - none
   */
  readonly authorities?: { readonly name: string; readonly data: Readonly<Record<string, string>> } | undefined;
}

/** What k3s's Traefik does otherwise than by its defaults. A cluster has one HelmChartConfig of it, so all values for it are here. */
export class TraefikConfig extends Construct {
  readonly config: ApiObject;

  constructor(scope: Construct, id: string, { values, authorities }: TraefikConfigProps) {
    super(scope, id);
    const namespace = names.controllerNamespace;
    if (authorities !== undefined) {
      const { name, data } = authorities;
      new k8s.KubeConfigMap(this, 'Authorities', { metadata: { name, namespace, labels: { ...OURS } }, data });
    }
    this.config = new ApiObject(this, 'Traefik', {
      apiVersion: 'helm.cattle.io/v1',
      kind: 'HelmChartConfig',
      metadata: { name: names.traefik, namespace, labels: { ...OURS } },
      spec: { valuesContent: toYaml(values) },
    });
  }
}
