import * as z from 'zod';
import type { Host } from '../../system/hosts/host.ts';
import { paths } from '../node-config.ts';
import { parseRecord, parseRecorded } from './record.ts';

const ENTRY = z.object({
  revision: z.int().positive(),
  /** Tells it from another change of the same number. */
  change: z.string(),
  /** The last changes that were recorded before it; more than one where servers did not know of each other's. */
  after: z.array(z.string()),
  /** As it was given, without secrets: `up`, `down --node agent-1`. */
  command: z.string(),
  /** `ada@build-1` */
  operator: z.string(),
  /** Milliseconds since 1970, by the clock of a server. */
  from: z.number(),
  /** Undefined while it runs, and for one that was killed. */
  to: z.number().optional(),
  result: z.enum(['running', 'done', 'failed']),
  /** What the project was at, if it is a repository of git. */
  git: z.object({ commit: z.string(), isDirty: z.boolean() }).optional(),
  /** Whether it put manifests in place. */
  deploys: z.boolean().default(false),
  /** The version that made the change. */
  hubwright: z.string(),
  /** The release of k3s before the change, by node. */
  k3s: z.record(z.string(), z.string()).default({}),
  /** Of an `up`: whether it did all of it, or all that an upgrade still lacked. */
  isWhole: z.boolean().optional(),
  /** The snapshot of the upgrade that it begins or continues. */
  snapshot: z.string().optional(),
  /** The release of k3s before that upgrade, by node; without nodes that have the new one already. */
  before: z.record(z.string(), z.string()).optional(),
  /** What it puts back. */
  rollback: z
    .object({
      /** Name of the snapshot. */
      snapshot: z.string(),
      /** Whether k3s's datastore goes back, and with it all of Kubernetes. */
      isDatastore: z.boolean(),
      /** Whether the hub's chart, image and database go back. */
      isHub: z.boolean(),
    })
    .optional(),
});

/** A change of a cluster: who made it, when, and how it ended. */
export type Entry = z.output<typeof ENTRY>;

/** `1a2b3c4`, or `1a2b3c4 and edits` */
export function commitOf({ commit, isDirty }: NonNullable<Entry['git']>): string {
  return `${commit.slice(0, 7)}${isDirty ? ' and edits' : ''}`;
}

const LIST = `find ${paths.record}/revisions -name entry.json -exec cat {} + 2>/dev/null || true`;

/** The changes that a server has recorded, in their order, and the state of its cluster; undefined before the first of them. */
export async function readAll(host: Host, signal: AbortSignal) {
  const script = `cat ${paths.record}/state.json 2>/dev/null || true; echo; ${LIST}`;
  const { stdout } = await host.run(['sh', '-c', script], { sudo: true, signal });
  const end = stdout.indexOf('\n');
  const state = stdout.slice(0, end);
  return {
    record: state === '' ? undefined : parseRecord(state, host.name),
    entries: parseEntries(stdout.slice(end), host),
  };
}

function parseEntries(text: string, host: Host): Entry[] {
  const lines = text.split('\n').filter((it) => it !== '');
  return inOrder(lines.map((it) => parseRecorded(ENTRY, it, `${host.name}: ${paths.record}/revisions`)));
}

/** What several servers have recorded. Of a change that one has and another not, or not its end, the most is taken. */
export function mergeEntries(lists: readonly (readonly Entry[])[]): Entry[] {
  const merged = new Map<string, Entry>();
  for (const it of lists.flat()) if (it.to !== undefined || !merged.has(it.change)) merged.set(it.change, it);
  return inOrder([...merged.values()]);
}

const inOrder = (entries: readonly Entry[]) => [...entries].sort((a, b) => a.revision - b.revision || a.from - b.from);
