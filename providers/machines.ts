import type { Measures, Node } from '../platform/nodes.ts';

/** A machine as the settings want it. */
export interface MachineSpec extends Measures, Pick<Node, 'name' | 'role'> {}
