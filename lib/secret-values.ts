import { Secret } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { names } from '../platform/names.ts';
import { toYaml } from '../system/yaml.ts';

/** What {@link SecretValues} are made from. */
export interface SecretValuesProps {
  /** Name of the Secret, which the HelmChart refers to. */
  readonly name: string;
  /** The chart values that nobody who may read a HelmChart should see. */
  readonly values: object;
}

/** Chart values in a Secret beside the HelmChart, which wins over the values that the HelmChart shows. */
export class SecretValues extends Construct {
  readonly secret: Secret;
  /** What the HelmChart names it by. */
  readonly reference: { readonly name: string; readonly keys: string[] };

  constructor(scope: Construct, id: string, props: SecretValuesProps) {
    super(scope, id);
    const { name } = props;
    this.reference = { name, keys: ['values.yaml'] };
    this.secret = new Secret(this, 'Secret', {
      metadata: { name, namespace: names.controllerNamespace },
      stringData: { 'values.yaml': toYaml(props.values) },
    });
  }
}
