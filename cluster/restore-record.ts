import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { UserError } from '../system/user-error.ts';
import { readSecret, saveSecret } from './cluster-folder.ts';

const VOLUME = z.object({
  /** Its name in Kubernetes. */
  name: z.string(),
  /** Of its claim. */
  namespace: z.string(),
  claim: z.string(),
  /** The node that it is put on, and its folder there. */
  node: z.string(),
  path: z.string(),
  /** The PersistentVolume that takes the place of the one in the datastore. */
  object: z.looseObject({}),
  /** What its data is restored from; undefined where no backup has it. */
  source: z.object({ snapshot: z.string(), path: z.string(), bytes: z.number() }).optional(),
  /** Whether that is the hub's database, which is backed up without its folder. */
  isDatabase: z.boolean(),
});

/** A volume of a cluster that is restored. */
export type RestoredVolume = z.output<typeof VOLUME>;

const RECORD = z.strictObject({
  version: z.literal(1),
  /** Nothing newer is restored, in milliseconds since 1970: every try takes the same backups. */
  until: z.number(),
  /** By the name of a node that was lost: the node that gets what was on it. */
  nodes: z.record(z.string(), z.string()),
  /** Agents that stay as they are, with the homes on them. */
  kept: z.array(z.string()).default([]),
  /** `datastore`: it is in place; `corrected`: it knows the new nodes; `volumes`: their data is on the nodes. */
  done: z.array(z.enum(['datastore', 'corrected', 'volumes'])),
  /** Undefined until the datastore was read. */
  volumes: z.array(VOLUME).optional(),
  /** What could not be restored, a sentence each. */
  left: z.array(z.string()).default([]),
});

/** A restore of this cluster that has begun, and how far it is. */
export type RestoreRecord = z.output<typeof RECORD>;

const NAME = 'restore.json';

/** The command, as it is recorded. */
export const RESTORE_CLUSTER = 'restore --cluster';

/** The restore that has begun and not ended; undefined if there is none. */
export function readRestore(folder: string): RestoreRecord | undefined {
  const text = readSecret(folder, NAME);
  if (text === undefined) return undefined;
  try {
    return RECORD.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(`${join(folder, NAME)} was not written by this Hubwright`, {
      fix: 'To give the restore up, `npx hubwright down` takes what it has done off the hosts; the backups stay as they are.',
      cause,
    });
  }
}

export function writeRestore(folder: string, record: RestoreRecord): void {
  saveSecret(folder, NAME, `${JSON.stringify(record, undefined, 2)}\n`);
}

export function endRestore(folder: string): void {
  rmSync(join(folder, NAME), { force: true });
}
