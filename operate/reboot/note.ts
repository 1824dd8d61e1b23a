import * as z from 'zod';
import type { FoundNode } from '../../cluster/cluster-look.ts';
import type { Host } from '../../system/hosts/host.ts';

const ANNOTATION = 'hubwright/reboot';
/** Milliseconds after which a command that was cut off is begun anew, and not continued. */
const OLDEST = 24 * 3600_000;

const NOTE = z.object({ since: z.coerce.date(), boots: z.record(z.string(), z.string()) });

/** What is noted before the first machine is restarted, so that a command which is cut off is continued. */
export interface RebootNote {
  /** When the command began, by the clock of the operator's machine. */
  readonly since: Date;
  /** The ids of the machines' starts of then, by node: one that has another id by now has been restarted. */
  readonly boots: Readonly<Record<string, string>>;
}

/** The note in the annotations of the node that has it; undefined if there is none, or it is too old. */
export function noteIn(holder: Pick<FoundNode, 'annotations'> | undefined, now: Date): RebootNote | undefined {
  try {
    const note = NOTE.parse(JSON.parse(holder?.annotations[ANNOTATION] ?? ''));
    return now.getTime() - note.since.getTime() < OLDEST ? note : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes the note, or removes it where it says nothing of any machine. It is one annotation of one node: of several, a kill in
 * between would leave some.
 */
export async function writeNote(server: Host, holder: string, note: RebootNote, signal: AbortSignal): Promise<void> {
  const word = Object.keys(note.boots).length === 0 ? `${ANNOTATION}-` : `${ANNOTATION}=${JSON.stringify(note)}`;
  await server.run(['k3s', 'kubectl', 'annotate', 'node', holder, word, '--overwrite'], { sudo: true, signal });
}
