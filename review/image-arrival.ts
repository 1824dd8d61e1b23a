import type { Platform } from '../platform/platform.ts';
import { counted } from '../system/counted.ts';

/** How an image gets to the nodes. @param before what has to wait for it */
export function arrival(
  { build }: { readonly build?: string | undefined },
  { registry, cluster }: Platform,
  before: string,
): string {
  const nodes = counted(cluster.nodes.length, 'node');
  if (build === undefined || registry.push) {
    return `pulled by each of ${nodes} at its first use${build ? ', once built and pushed' : ''}`;
  }
  return `to be built and copied to ${nodes} before ${before}`;
}
