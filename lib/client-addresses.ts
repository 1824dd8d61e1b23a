import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { names, OURS } from '../platform/names.ts';
import { toYaml } from '../system/yaml.ts';

/**
 * Has k3s's Traefik see where clients come from. With the usual `externalTrafficPolicy`, a node passes connections on under
 * an address of its own. With `Local` it does not, and answers only if a Traefik is on it: so there is one on each.
 */
export class ClientAddresses extends Construct {
  readonly config: ApiObject;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.config = new ApiObject(this, 'Traefik', {
      apiVersion: 'helm.cattle.io/v1',
      kind: 'HelmChartConfig',
      metadata: { name: names.traefik, namespace: names.controllerNamespace, labels: { ...OURS } },
      spec: {
        valuesContent: toYaml({
          deployment: { kind: 'DaemonSet' },
          service: { spec: { externalTrafficPolicy: 'Local' } },
        }),
      },
    });
  }
}
