import type { ClusterLook } from './cluster-look.ts';
import { isOnTheWay } from './k3s-parts.ts';
import { isTroubled } from './pods.ts';
import { rebinding } from './storage.ts';

/** What must be ready for anyone to work. */
export const VITAL: readonly string[] = ['hub', 'proxy'];

/** Pods of hub and proxy that are not ready. */
const vitalDown = ({ pods }: Pick<ClusterLook, 'pods'>) =>
  pods.filter((it) => VITAL.includes(it.component) && !it.isReady);

/** The nodes that keep hub or proxy from running, as the volume or the pod of one lies there. */
export function lostWith(
  look: Pick<ClusterLook, 'pods'>,
): { readonly node: string; readonly lost: readonly string[] }[] {
  const down = vitalDown(look);
  const nodes = [...new Set(down.flatMap((it) => it.lostWith ?? []))];
  return nodes.map((node) => ({ node, lost: down.filter((it) => it.lostWith === node).map((it) => it.component) }));
}

/** Why nobody reaches a hub whose Ingress has no address, and which answers neither at a node nor where its name leads. */
export const NO_CONTROLLER =
  'no Ingress controller serves it: none of the class in hub.ingress.className runs, or it has no address';

/** How the hub is that does not answer, as far as it is known why; nothing where it answers. */
export function whyDown(look: ClusterLook): { readonly because?: string } {
  if (look.health === 200) return {};
  const nodes = lostWith(look).map((it) => it.node);
  if (nodes.length > 0) return { because: `is down because ${nodes.join(' and ')} ${nodes.length > 1 ? 'are' : 'is'}` };
  const crashed = look.pods.find((it) => VITAL.includes(it.component) && it.crash !== undefined);
  const last = crashed?.crash?.lastLines.at(-1);
  if (last !== undefined) return { because: `does not answer because the ${crashed?.component} crashes: ${last}` };
  const which = [...new Set(vitalDown(look).map((it) => `the ${it.component}`))];
  if (which.length > 0) {
    return { because: `does not answer because ${which.join(' and ')} ${which.length > 1 ? 'are' : 'is'} not ready` };
  }
  const part = look.parts.find((it) => isOnTheWay(it) && isTroubled(it));
  if (part !== undefined) {
    const said = part.crash?.lastLines.at(-1);
    const why = said ?? part.problem;
    const how = `${part.crash === undefined ? 'is not ready' : 'crashes'}${why === '' ? '' : `: ${why}`}`;
    return { because: `does not answer because ${part.component} ${how}` };
  }
  return look.isUnclaimed ? { because: `does not answer because ${NO_CONTROLLER}` } : {};
}

/** A volume of the hub's namespace that is without its claim, or soon will be. */
export interface UnboundVolume {
  readonly volume: string;
  readonly claim: string;
  readonly node: string | undefined;
  /** Why `up` does not bind it to the claim again; undefined if it does. */
  readonly why: string | undefined;
}

export function unboundVolumes({ storage, nodes = [] }: ClusterLook): UnboundVolume[] {
  const { bound, left } = rebinding(storage, new Map(nodes.map((it) => [it.name, it.isReady])));
  const unbound = [...bound.map((volume) => ({ volume, why: undefined })), ...left];
  const leaving = storage.claims.filter((it) => it.isLeaving && it.volume !== undefined);
  return [
    ...unbound.map(({ volume, why }) => ({ volume: volume.name, claim: volume.claim, node: volume.node, why })),
    ...leaving.map(({ name, volume = '' }) => {
      const node = storage.volumes.find((it) => it.name === volume)?.node;
      return { volume, claim: name, node, why: 'its claim is being deleted, and goes with the last pod that has it' };
    }),
  ];
}
