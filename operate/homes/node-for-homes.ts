import type { Platform } from '../../platform/platform.ts';
import { sizesNotOn } from '../move/plan-move.ts';
import { type NodeNow, whyNotTo } from '../nodes.ts';

/** Why no home can go to a node of the cluster; undefined if one can. */
export function whyNoHomeOn(
  name: string,
  nodes: readonly NodeNow[],
  { cluster }: Pick<Platform, 'cluster'>,
): string | undefined {
  const isOurs = cluster.nodes.some((it) => it.name === name);
  return isOurs ? whyNotTo(name, nodes) : `${name} is not in platform.yaml`;
}

/** Why a home on a node would keep its user from starting anything; undefined if it would not. */
export function whyNoServerOn(name: string, platform: Platform): string | undefined {
  const isNever = sizesNotOn(name, platform).length === platform.sizes.length;
  return isNever ? `no size of a server runs on ${name}` : undefined;
}
