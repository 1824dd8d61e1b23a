import { fitOf } from './capacity.ts';
import { nodesOf } from './nodes.ts';
import type { Platform } from './platform.ts';
import { mebibytesOf, millisOf } from './quantities.ts';

/** How many servers of each size the cluster holds at once: `capacity: 12 small, or 5 medium, or 2 large`. */
export function describeCapacity({ cluster, hub, sizes }: Platform): string {
  const share = { millis: millisOf(hub.resources.cpu.guarantee), mebibytes: mebibytesOf(hub.resources.memory.guarantee) };
  const fits = sizes.map((size) => fitOf(size, nodesOf(cluster), share));
  if (fits.some((fit) => fit.uncertain)) return 'capacity: unknown; say cpus and memory of every host to have it computed';
  return `capacity: ${fits.map(({ count, size }) => `${count} ${size.name}`).join(', or ')} servers at once`;
}
