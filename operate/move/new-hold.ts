import * as z from 'zod';
import type { Host } from '../../system/hosts/host.ts';
import { operator } from '../../system/operator.ts';
import type { Home } from '../homes/find-homes.ts';
import type { Hold, MoveRecord } from '../homes/holds.ts';
import { stampOf } from '../times.ts';
import { objectsFor, readObjects } from './new-objects.ts';

const VOLUME = z.object({ spec: z.object({ capacity: z.object({ storage: z.string() }) }) });

/** A home that is a folder on one node. */
export type NodeHome = Home & { readonly node: string; readonly path: string };

/** A hold with all that it takes to give a home a volume on another node. */
export type MoveHold = Hold & { readonly move: MoveRecord };

/** Where the old copy of a moved home is kept. */
export const keptPath = ({ from, stamp }: MoveRecord): string => `${from.path}.moved-${stamp}`;

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
  { work, user, to, now, signal }: NewHold,
): Promise<MoveHold> {
  const { server, claim, node, path, volume } = home;
  const objects = await readObjects(asked, home, signal);
  return holdFor({ work, user, server, claim }, { from: { node, path, volume }, home, objects, to, now });
}

/** What holds a home that was on its way to a node which is lost, and goes to another, from where it was. Pure. */
export function redirected(
  { user, server, claim, move }: MoveHold,
  { work, namespace, to, now }: Pick<NewHold, 'work' | 'to' | 'now'> & { readonly namespace: string },
): MoveHold {
  const { from, objects } = move;
  const capacity = VOLUME.parse(objects.volume).spec.capacity.storage;
  return holdFor({ work, user, server, claim }, { from, home: { namespace, claim, capacity }, objects, to, now });
}

function holdFor(
  whose: Pick<Hold, 'work' | 'user' | 'server' | 'claim'>,
  {
    from,
    home,
    objects,
    to: node,
    now,
  }: {
    readonly from: MoveRecord['from'];
    readonly home: Pick<Home, 'namespace' | 'claim' | 'capacity'>;
    readonly objects: { readonly volume: unknown; readonly claim: unknown };
    readonly to: string;
    readonly now: Date;
  },
): MoveHold {
  const { namespace, claim } = home;
  const stamp = stampOf(now);
  // Of its own for each try: what bears this name is a whole copy of this one.
  const name = `moved-${claim}-${stamp.toLowerCase()}`;
  const folder = `${from.path.slice(0, from.path.lastIndexOf('/'))}/${name}_${namespace}_${claim}`;
  const to = { node, path: folder, volume: name };
  const move = { from, to, stamp, objects: objectsFor(objects, home, to) };
  return { ...whose, since: now.toISOString(), holder: operator(), move };
}
