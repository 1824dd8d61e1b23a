import * as z from 'zod';
import type { Host } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { type ClusterState, RECORDED_HOST } from '../cluster-folder.ts';
import { paths } from '../node-config.ts';

/** What servers keep of a cluster is written in this version; a newer one that is read the same way keeps the number. */
export const RECORD_VERSION = 1;

/** A command that leaves the cluster unusable until it has run to its end. */
const UNFINISHED = z.object({
  /** As it is typed: `restore --cluster`. */
  command: z.string(),
  /** Who began it, and where: `ada@laptop`. */
  operator: z.string(),
  /** When, in milliseconds since 1970 by the clock of a server. */
  since: z.number(),
  /** Nodes on which nothing is deleted meanwhile, not even by who gives it up. */
  keeps: z.array(z.string()).default([]),
});
export type Unfinished = z.output<typeof UNFINISHED>;

const RECORD = z.object({
  id: z.string().optional(),
  hosts: z.array(z.object(RECORDED_HOST)),
  manifests: z.array(z.string()).default([]),
  refused: z.array(z.string()).default([]),
  revision: z.int().nonnegative(),
  change: z.string(),
  unfinished: UNFINISHED.optional(),
});

/** A cluster as its servers know it: what `.hubwright/` has of it on the machine that last changed it. */
export interface ClusterRecord extends ClusterState {
  /** The number of the last change that began. */
  readonly revision: number;
  /** Its id. */
  readonly change: string;
  /** What must finish before anything else is changed; undefined if nothing must. */
  readonly unfinished?: Unfinished | undefined;
}

/**
 * What a server has recorded of its cluster, without its changes; undefined where no `up` of a Hubwright with records has been.
 *
 * @throws UserError if a newer Hubwright has written it
 */
export async function readRecord(host: Host): Promise<ClusterRecord | undefined> {
  const text = await host.read(`${paths.record}/state.json`);
  return text === undefined ? undefined : parseRecord(text, host.name);
}

/** Reads the text of it. Keys that are unknown here are those of a later version. */
export function parseRecord(text: string, host: string): ClusterRecord {
  return parseRecorded(RECORD, text, `${host}: ${paths.record}/state.json`);
}

/** @param where the file, for messages */
export function parseRecorded<T>(schema: z.ZodType<T>, text: string, where: string): T {
  let found: { readonly version?: unknown } | undefined;
  try {
    found = z.looseObject({ version: z.number() }).parse(JSON.parse(text));
    return schema.parse(found);
  } catch (cause) {
    if (typeof found?.version === 'number' && found.version > RECORD_VERSION) {
      throw new UserError(`${where} was written by a newer Hubwright`, {
        fix: 'Update the package in this project to that version.',
        cause,
      });
    }
    throw new UserError(`${where} was not written by Hubwright`, {
      fix: 'Move it away on that server; the next `npx hubwright up` writes it again.',
      cause,
    });
  }
}

/** Of what several servers know, the newest: one that was away knows less, such as that a command has finished. */
export function newestRecord(records: Iterable<ClusterRecord | undefined>): ClusterRecord | undefined {
  return [...records].reduce((newest, it) => {
    const hasFinished = it !== undefined && it.change === newest?.change && it.unfinished === undefined;
    return hasFinished || (it?.revision ?? -1) > (newest?.revision ?? -1) ? it : newest;
  }, undefined);
}
