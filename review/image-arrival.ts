import type { Platform } from '../platform/platform.ts';
import { counted } from '../system/counted.ts';

/** How an image gets to the nodes. @param before what waits for it */
export function arrival(
  { build }: { readonly build?: string | undefined },
  { registry, cluster }: Platform,
  before: string,
): string {
  const nodes = counted(cluster.nodes.length, 'node');
  if (build === undefined || registry.push) {
    return `pulled by each of ${nodes} at the first start there${build ? ', once it is built and pushed' : ''}`;
  }
  return `to be built and copied to ${nodes} before ${before}`;
}
