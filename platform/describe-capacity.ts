import { fitOf, reservedIn } from './capacity.ts';
import type { OtherPods } from './other-pods.ts';
import type { Platform } from './platform.ts';

/**
 * How many servers of each size the cluster holds at once: `capacity: 12 small, or 5 medium, or 2 large`.
 *
 * @param others what main.ts adds @default - nothing
 */
export function describeCapacity(platform: Platform, others: readonly OtherPods[] = []): string {
  const { nodes } = platform.cluster;
  const fits = platform.sizes.map((size) => fitOf(size, nodes, reservedIn(platform), others));
  if (fits.some((fit) => fit.uncertain)) return 'capacity: unknown; set cpus and memory of every host to compute it';
  return `capacity: ${fits.map(({ count, size }) => `${count} ${size.name}`).join(', or ')} servers at once`;
}
