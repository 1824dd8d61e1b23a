import * as z from 'zod';
import { UserError } from '../../system/user-error.ts';
import type { RollbackPlan } from './find-rollback.ts';
import { onNode } from './node-program.ts';

const LACKING = z.array(z.string());

export type RoomQuestion = Pick<RollbackPlan, 'nodes' | 'snapshot' | 'begun' | 'isDatastore'> & {
  /** The node that the hub's database goes back on; undefined if it stays. */
  readonly holder: string | undefined;
};

/**
 * Asks every node whether its disks have room for what goes back, and for the newer datastore beside it. Changes nothing.
 *
 * @throws UserError with every disk that has too little
 */
export async function requireRoom(
  { nodes, snapshot, begun, isDatastore, holder }: RoomQuestion,
  signal: AbortSignal,
): Promise<void> {
  const lacking = await Promise.all(
    nodes.map(async ({ node, host }) => {
      const database = node.name === holder;
      const datastore = isDatastore && node.role === 'server';
      const asked = { part: 'room', name: snapshot, change: begun ?? 0, datastore, database } as const;
      return LACKING.parse(JSON.parse(await onNode(host, asked, { signal }))).map((it) => `${node.name}: ${it}`);
    }),
  );
  const all = lacking.flat();
  if (all.length === 0) return;
  throw new UserError(`the rollback has no room for what it puts back:\n${all.map((it) => `  ${it}`).join('\n')}`, {
    fix: 'Free some space there, for example by deleting what earlier rollbacks have kept (docs/rollback.md). Nothing was changed.',
  });
}
