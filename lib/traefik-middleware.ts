import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** What a {@link TraefikMiddleware} is made from. */
export interface TraefikMiddlewareProps {
  readonly name: string;
  readonly namespace: string;
  /** Of what it is, such as `{ redirectScheme: { … } }`. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What Traefik does to requests of an Ingress that names it. */
export class TraefikMiddleware extends Construct {
  constructor(scope: Construct, id: string, { name, namespace, spec }: TraefikMiddlewareProps) {
    super(scope, id);
    new ApiObject(this, 'Middleware', {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'Middleware',
      metadata: { name, namespace },
      spec,
    });
  }
}
