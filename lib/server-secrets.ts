import { type Namespace, Secret } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { names } from '../platform/names.ts';

/** What {@link ServerSecrets} are made from. */
export interface ServerSecretsProps {
  /** The namespace of the servers. */
  readonly namespace: Namespace;
  /** The secrets by the keys that pods name. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The secrets among the environment variables of servers: pods refer to them, so no chart value contains one. */
export class ServerSecrets extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, props: ServerSecretsProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      metadata: { name: names.serverSecrets, namespace: props.namespace.name },
      stringData: { ...props.secrets },
    });
  }
}
