import { labelObstacle, type Node, type Taint } from './nodes.ts';
import type { ServerSize } from './schema/choices.ts';

/** Where pods may run. */
export type Constraints = Pick<ServerSize, 'nodeSelector' | 'tolerations'>;

/** Why labels and taints of a node keep pods away. */
export function placementObstacle(
  pods: Constraints,
  node: Node,
): { readonly kind: 'label' | 'taint'; readonly text: string } | undefined {
  const label = labelObstacle(pods.nodeSelector, [node]);
  if (label !== undefined) return { kind: 'label', text: label };
  const taint = keepingTaint(pods, node);
  if (taint === undefined) return undefined;
  const text = `it does not tolerate the taint ${taint.key}=${taint.value}:${taint.effect} of ${node.name}`;
  return { kind: 'taint', text };
}

/** The first taint of a node that keeps pods away. */
export function keepingTaint(
  pods: Pick<Constraints, 'tolerations'>,
  { taints }: Pick<Node, 'taints'>,
): Taint | undefined {
  return taints.find((it) => it.effect !== 'PreferNoSchedule' && !tolerated(pods, it));
}

function tolerated({ tolerations }: Pick<Constraints, 'tolerations'>, taint: Taint): boolean {
  return tolerations.some(
    (it) =>
      (it.effect === undefined || it.effect === taint.effect) &&
      (it.key === undefined ? it.operator === 'Exists' : it.key === taint.key) &&
      (it.operator === 'Exists' || (it.value ?? '') === taint.value),
  );
}

/** What is reserved of a node. */
export interface Share {
  readonly millis: number;
  readonly mebibytes: number;
}
