import * as z from 'zod';
import type { Host } from '../../system/hosts/host.ts';
import { paths } from '../node-config.ts';
import { parseRecorded } from './record.ts';

const ENTRY = z.object({
  revision: z.int().positive(),
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
});

/** A change of a cluster: who made it, when, and how it ended. */
export type Entry = z.output<typeof ENTRY>;

const LIST = `for entry in ${paths.record}/revisions/*/entry.json; do
  revision=\${entry%/entry.json}
  if [ -e "$entry" ] && [ "\${revision##*/}" -gt "$1" ]; then cat -- "$entry" && echo; fi
done`;

/** The changes that a server has recorded after one, in their order. */
export async function readEntries(host: Host, after = 0, signal?: AbortSignal): Promise<Entry[]> {
  const { stdout } = await host.run(['sh', '-c', LIST, 'list', `${after}`], { sudo: true, ...(signal && { signal }) });
  const lines = stdout.split('\n').filter((it) => it !== '');
  return lines.map((it) => parseRecorded(ENTRY, it, `${host.name}: ${paths.record}/revisions`));
}
