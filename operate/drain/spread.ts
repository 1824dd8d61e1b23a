/** A node that homes can go to. */
export interface Room {
  readonly node: string;
  /** Bytes that it can take. */
  readonly bytes: number;
}

/**
 * Chooses a node for each home: the largest home first, onto the node with most room left. Where that ends with one that fits
 * nowhere, each goes where least room is left by it. Pure.
 *
 * @param homes their sizes in bytes
 * @returns a node for each, in the order of the homes; undefined if they do not fit
 */
export function spread(homes: readonly number[], rooms: readonly Room[]): string[] | undefined {
  return placed(homes, rooms, (a, b) => b - a) ?? placed(homes, rooms, (a, b) => a - b);
}

function placed(
  homes: readonly number[],
  rooms: readonly Room[],
  order: (a: number, b: number) => number,
): string[] | undefined {
  const left = new Map(rooms.map((it) => [it.node, it.bytes]));
  const nodes: string[] = [];
  const largestFirst = [...homes.keys()].sort((a, b) => (homes[b] ?? 0) - (homes[a] ?? 0));
  for (const home of largestFirst) {
    const bytes = homes[home] ?? 0;
    const [best] = [...left].filter(([, room]) => bytes <= room).sort(([, a], [, b]) => order(a, b));
    if (best === undefined) return undefined;
    const [node, room] = best;
    nodes[home] = node;
    left.set(node, room - bytes);
  }
  return nodes;
}
