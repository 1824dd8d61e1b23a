import { Secret } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { ChartValues } from '../imports/z2jh-values.ts';
import { names } from '../platform/names.ts';
import { toYaml } from '../system/yaml.ts';

/** What {@link SecretValues} are made from. */
export interface SecretValuesProps {
  /** The chart values that nobody who may read a HelmChart should see. */
  readonly values: ChartValues;
}

/** Chart values in a Secret beside the HelmChart, which wins over the values that the HelmChart shows. */
export class SecretValues extends Construct {
  readonly secret: Secret;
  /** What the HelmChart names it by. */
  readonly reference = { name: names.secretValues, keys: ['values.yaml'] };

  constructor(scope: Construct, id: string, props: SecretValuesProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      metadata: { name: names.secretValues, namespace: names.controllerNamespace },
      stringData: { 'values.yaml': toYaml(props.values) },
    });
  }
}
