import type { Settings } from '../platform/schema/platform.ts';

/** Processors of a machine whose settings don't say. */
const USUAL_CPUS = 4;

/**
 * How many servers start at once, the others waiting for their turn; 0 is no limit. A start keeps a processor busy: with more
 * of them than processors, none is up in time.
 *
 * @default - as many as the nodes have processors
 */
export function concurrentStarts({ hub, cluster }: Pick<Settings, 'hub' | 'cluster'>): number {
  return hub.concurrentSpawnLimit ?? cluster.nodes.reduce((sum, { cpus }) => sum + (cpus ?? USUAL_CPUS), 0);
}
