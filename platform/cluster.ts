import type * as z from 'zod';
import type { Node } from './nodes.ts';
import type { common } from './schema/cluster.ts';

/** `cluster` as all code knows it but that of its provider, which has further settings in it. */
export type Cluster = z.output<z.ZodObject<typeof common>> & {
  /** Name of what its machines come from. */
  readonly provider: string;
  /** What the provider makes of the settings: all machines, servers first. */
  readonly nodes: readonly Node[];
};
