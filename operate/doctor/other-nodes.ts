import type { RecordedHost } from '../../cluster/cluster-folder.ts';
import type { ClusterLook } from '../../cluster/cluster-look.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import { unlisted } from '../../cluster/preflight.ts';
import { type Check, checked } from './check.ts';
import { withCost } from './hosts.ts';

export const ABOUT_OTHERS = {
  id: 'nodes/others',
  area: 'cluster',
  title: 'nodes that are not in platform.yaml',
} as const;

/** Nodes that joined by themselves or by hand; of those that left the settings the preflight tells. */
export function otherNodesCheck(
  look: ClusterLook,
  nodes: readonly K3sNode[],
  recorded: readonly RecordedHost[],
): Check {
  return checked(ABOUT_OTHERS, unlisted(look.nodes ?? [], nodes, recorded).map(withCost));
}
