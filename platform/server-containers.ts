import type { Share } from './placement.ts';
import { mebibytesOf, millisOf } from './quantities.ts';
import type { ServerContainer } from './schema/server-containers.ts';
import type { Servers } from './schema/servers.ts';

/** The containers of servers beside Jupyter's own. */
export type Containers = Pick<Servers, 'initContainers' | 'sidecars'>;

/** The settings that have them. */
export const LISTS = ['initContainers', 'sidecars'] as const;

/** Where the settings have each container. */
export function containersOf(
  servers: Containers,
): { readonly list: (typeof LISTS)[number]; i: number; it: ServerContainer }[] {
  return LISTS.flatMap((list) => servers[list].map((it, i) => ({ list, i, it })));
}

/**
 * What the pod of a server reserves: its containers together, or an init container alone, if it wants more.
 *
 * @param server what Jupyter's own container reserves
 */
export function podShare(server: Share, { initContainers, sidecars }: Containers): Share {
  const total = (key: keyof Share) => {
    const running = sidecars.reduce((sum, it) => sum + reservedBy(it)[key], server[key]);
    return Math.max(running, ...initContainers.map((it) => reservedBy(it)[key]));
  };
  return { millis: total('millis'), mebibytes: total('mebibytes') };
}

function reservedBy({ resources: { cpu, memory } }: ServerContainer): Share {
  return { millis: cpu ? millisOf(cpu.guarantee) : 0, mebibytes: memory ? mebibytesOf(memory.guarantee) : 0 };
}
