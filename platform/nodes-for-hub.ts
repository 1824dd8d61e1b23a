import { labelObstacle, type Node } from './nodes.ts';
import type { Platform } from './platform.ts';

type Hub = Pick<Platform['hub'], 'placement' | 'nodeSelector'>;

/** The nodes that may run the hub: those with its labels, and of those only the servers if they are preferred. */
export function nodesForHub({ placement, nodeSelector }: Hub, nodes: readonly Node[]): readonly Node[] {
  const labelled = nodes.filter((node) => labelObstacle(nodeSelector, [node]) === undefined);
  const servers = labelled.filter((it) => it.role === 'server');
  return placement === 'servers' && servers.length > 0 ? servers : labelled;
}
