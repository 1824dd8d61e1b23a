import { ApiObject } from 'cdk8s';
import type { Namespace } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { names } from '../platform/names.ts';

/** What a {@link ForwardedHttps} is made from. */
export interface ForwardedHttpsProps {
  /** That of the hub. */
  readonly namespace: Namespace;
}

/**
 * Has Traefik tell the hub and its servers that browsers use HTTPS, which ends at a proxy in front of the cluster. Traefik
 * sees HTTP, and does not believe what comes from elsewhere: neither does it know the address of that proxy where a node
 * passes connections on.
 */
export class ForwardedHttps extends Construct {
  constructor(scope: Construct, id: string, { namespace }: ForwardedHttpsProps) {
    super(scope, id);
    new ApiObject(this, 'Middleware', {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'Middleware',
      metadata: { name: names.forwardedHttps, namespace: namespace.name },
      spec: { headers: { customRequestHeaders: { 'X-Forwarded-Proto': 'https' } } },
    });
  }
}
