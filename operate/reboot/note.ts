import * as z from 'zod';
import type { FoundNode } from '../../cluster/cluster-look.ts';
import type { Host } from '../../system/hosts/host.ts';

/** The annotation of a node whose machine is to be restarted, until the last one of the same command runs again. */
const ANNOTATION = 'hubwright/reboot';
/** Milliseconds after which a command that was cut off is begun anew, and not continued. */
const OLDEST = 24 * 3600_000;

const NOTE = z.object({ boot: z.string(), since: z.coerce.date() });

/** What is noted before the first machine is restarted, so that a command which is cut off is continued. */
export interface RebootNote {
  /** The id of the machine's start of then: with another one, it has been restarted. */
  readonly boot: string;
  /** When the command began, by the clock of the operator's machine. */
  readonly since: Date;
}

/** The note of a node, unless it is none or too old. */
export function noteOn({ annotations }: Pick<FoundNode, 'annotations'>, now: Date): RebootNote | undefined {
  try {
    const note = NOTE.parse(JSON.parse(annotations[ANNOTATION] ?? ''));
    return now.getTime() - note.since.getTime() < OLDEST ? note : undefined;
  } catch {
    return undefined;
  }
}

/** Notes what is to be restarted. */
export async function putNotes(
  server: Host,
  notes: ReadonlyMap<string, RebootNote>,
  signal: AbortSignal,
): Promise<void> {
  for (const [node, note] of notes) await annotate(server, node, `${ANNOTATION}=${JSON.stringify(note)}`, signal);
}

/** From now on the next command restarts them again. */
export async function removeNotes(server: Host, nodes: readonly string[], signal: AbortSignal): Promise<void> {
  for (const node of nodes) await annotate(server, node, `${ANNOTATION}-`, signal);
}

async function annotate(server: Host, node: string, word: string, signal: AbortSignal): Promise<void> {
  await server.run(['k3s', 'kubectl', 'annotate', 'node', node, word, '--overwrite'], { sudo: true, signal });
}
