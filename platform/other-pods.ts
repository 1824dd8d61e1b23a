import type { Node } from './nodes.ts';
import { type Constraints, placementObstacle, type Share } from './placement.ts';

/** Pods of one kind that are neither the hub's nor a user's. */
export interface OtherPods extends Share, Constraints {
  /** As a person calls them: `Deployment grafana`. */
  readonly name: string;
  readonly count: number | 'one on each node';
  /** Whether they are several pods of which only the whole is known, so that they may be on several nodes. */
  readonly isDivisible: boolean;
}

/**
 * What other pods reserve of each node. Nobody knows which node the scheduler chooses, so each pod goes where most memory is
 * left; one for which there is no room waits, and reserves nothing.
 *
 * @param free what a node has before that; undefined where nobody has said it
 */
export function sharesOf(
  pods: readonly OtherPods[],
  nodes: readonly Node[],
  free: (node: Node) => Share | undefined,
): ReadonlyMap<Node, Share> {
  const left = new Map(
    nodes.flatMap((node) => [[node, free(node)] as const]).filter(([, it]) => it !== undefined),
  ) as Map<Node, Share>;
  const before = new Map(left);
  const take = (node: Node, { millis, mebibytes }: Share) => {
    const room = left.get(node) ?? { millis: 0, mebibytes: 0 };
    left.set(node, { millis: room.millis - millis, mebibytes: room.mebibytes - mebibytes });
  };
  for (const pod of [...pods].sort((a, b) => b.mebibytes - a.mebibytes)) {
    const allowed = [...left.keys()].filter((node) => placementObstacle(pod, node) === undefined);
    const emptiest = () => allowed.sort((a, b) => (left.get(b)?.mebibytes ?? 0) - (left.get(a)?.mebibytes ?? 0));
    if (pod.count === 'one on each node') for (const node of allowed) take(node, pod);
    else if (pod.isDivisible) takeParts(pod, emptiest(), left, take);
    else {
      for (let i = 0; i < pod.count; i++) {
        const node = emptiest().find((it) => hasRoom(left.get(it), pod));
        if (node === undefined) break;
        take(node, pod);
      }
    }
  }
  return new Map([...before].map(([node, was]) => [node, minus(was, left.get(node) ?? was)]));
}

/** As much of each node as it has, until nothing is left over. */
function takeParts(
  total: Share,
  nodes: readonly Node[],
  left: ReadonlyMap<Node, Share>,
  take: (node: Node, share: Share) => void,
): void {
  let rest: Share = total;
  for (const node of nodes) {
    const room = left.get(node) ?? { millis: 0, mebibytes: 0 };
    const part = {
      millis: Math.max(0, Math.min(room.millis, rest.millis)),
      mebibytes: Math.max(0, Math.min(room.mebibytes, rest.mebibytes)),
    };
    take(node, part);
    rest = minus(rest, part);
  }
}

const minus = (a: Share, b: Share): Share => ({ millis: a.millis - b.millis, mebibytes: a.mebibytes - b.mebibytes });

function hasRoom(left: Share | undefined, { millis, mebibytes }: Share): boolean {
  return left !== undefined && left.millis >= millis && left.mebibytes >= mebibytes;
}
