import type { Host } from '../../system/hosts/host.ts';
import type { Home } from '../homes/find-homes.ts';
import { type Hold, holder, type MoveRecord } from '../homes/holds.ts';
import { stampOf } from '../times.ts';
import { objectsFor, readObjects } from './new-objects.ts';

/** A home that is a folder on one node. */
export type NodeHome = Home & { readonly node: string; readonly path: string };

/** A hold with all that it takes to give a home a volume on another node. */
export type MoveHold = Hold & { readonly move: MoveRecord };

export interface NewHold {
  readonly work: 'move' | 'recover';
  readonly user: string;
  /** The node that the home goes to. */
  readonly to: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** Reads what is needed, and changes nothing. */
export async function newHold(
  asked: Host,
  home: NodeHome,
  { work, user, to: node, now, signal }: NewHold,
): Promise<MoveHold> {
  const { server, claim, namespace, path, volume } = home;
  const stamp = stampOf(now);
  // Of its own for each try: what bears this name is a whole copy of this one.
  const name = `moved-${claim}-${stamp.toLowerCase()}`;
  const folder = `${path.slice(0, path.lastIndexOf('/'))}/${name}_${namespace}_${claim}`;
  const to = { node, path: folder, volume: name };
  const objects = objectsFor(await readObjects(asked, home, signal), home, to);
  const move = { from: { node: home.node, path, volume }, to, stamp, objects };
  return { work, user, server, claim, since: now.toISOString(), holder: holder(), move };
}
