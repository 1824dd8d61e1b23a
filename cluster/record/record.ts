import * as z from 'zod';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { type ClusterState, RECORDED_HOST } from '../cluster-folder.ts';
import { paths } from '../node-config.ts';

/** What servers keep of a cluster is written in this version; a newer one that is read the same way keeps the number. */
export const RECORD_VERSION = 1;

const RECORD = z.object({
  id: z.string().optional(),
  hosts: z.array(z.object(RECORDED_HOST)),
  manifests: z.array(z.string()).default([]),
  refused: z.array(z.string()).default([]),
  revision: z.int().nonnegative(),
});

/** A cluster as its servers know it: what `.hubwright/` has of it on the machine that last changed it. */
export interface ClusterRecord extends ClusterState {
  /** The number of the last change that began. */
  readonly revision: number;
}

/**
 * What a server has recorded of its cluster; undefined where no `up` of a Hubwright with records has been.
 *
 * @throws UserError if a newer Hubwright has written it
 */
export async function readRecord(host: Host): Promise<ClusterRecord | undefined> {
  const text = await host.read(`${paths.record}/state.json`);
  return text === undefined ? undefined : parseRecord(text, host.name);
}

/** Reads the text of it. Keys that are unknown here are those of a later version. */
function parseRecord(text: string, host: string): ClusterRecord {
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

/** What these servers know of a cluster, by the newest of them: one that was away knows less. One that is silent is left out. */
export async function readNewest(servers: readonly Host[], id: string | undefined): Promise<ClusterRecord | undefined> {
  return (await newestServer(servers, id))?.record;
}

/** The same, and which server it is. */
export async function newestServer(
  servers: readonly Host[],
  id: string | undefined,
): Promise<{ readonly server: Host; readonly record: ClusterRecord } | undefined> {
  const found = await Promise.all(
    servers.map(async (server) => ({ server, record: await readRecord(server).catch(unlessSilent) })),
  );
  const newest = newestRecord(found.map(({ record }) => record).filter((it) => it?.id === id));
  const server = found.find(({ record }) => record === newest)?.server;
  return newest === undefined || server === undefined ? undefined : { server, record: newest };
}

/** Of what several servers know, the newest. */
export function newestRecord(records: Iterable<ClusterRecord | undefined>): ClusterRecord | undefined {
  return [...records].reduce(
    (newest, it) => ((it?.revision ?? -1) > (newest?.revision ?? -1) ? it : newest),
    undefined,
  );
}

function unlessSilent(error: unknown): undefined {
  if (!(error instanceof HostError) || error.reason === 'aborted') throw error;
}
