import { fitOf, hubShare } from './capacity.ts';
import type { Platform } from './platform.ts';

/** How many servers of each size the cluster holds at once: `capacity: 12 small, or 5 medium, or 2 large`. */
export function describeCapacity(platform: Platform): string {
  const { nodes } = platform.cluster;
  const fits = platform.sizes.map((size) => fitOf(size, nodes, hubShare(platform)));
  if (fits.some((fit) => fit.uncertain)) return 'capacity: unknown; set cpus and memory of every host to compute it';
  return `capacity: ${fits.map(({ count, size }) => `${count} ${size.name}`).join(', or ')} servers at once`;
}
