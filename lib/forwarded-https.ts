import type { Namespace } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { names } from '../platform/names.ts';
import { TraefikMiddleware } from './traefik-middleware.ts';

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
export class ForwardedHttps extends TraefikMiddleware {
  constructor(scope: Construct, id: string, { namespace }: ForwardedHttpsProps) {
    const spec = { headers: { customRequestHeaders: { 'X-Forwarded-Proto': 'https' } } };
    super(scope, id, { name: names.forwardedHttps, namespace: namespace.name, spec });
  }
}
