import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { isUnknownKind, type ObjectRef, refOf, toWords } from '../../cluster/object-ref.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { isMapping, type Mapping } from '../../system/mapping.ts';

const SCRIPT = readFileSync(new URL('live-objects.sh', import.meta.url), 'utf8');
/** Of several objects, or of one: kubectl has done both. */
const LIST = z.object({ kind: z.literal('List'), items: z.array(z.unknown()) });

/** An object as it is in the cluster. Secret. */
export interface LiveObject extends ObjectRef {
  readonly object: Mapping;
}

/**
 * Asks the first server for objects, whole. What is not there is left out, and so is a kind that the cluster does not know.
 *
 * @param limit seconds to wait for the answer
 * @returns why, if there was no answer; nothing of what it printed is in that
 */
export async function readLive(
  host: Host,
  refs: readonly ObjectRef[],
  limit: number,
  signal: AbortSignal,
): Promise<readonly LiveObject[] | string> {
  const argv = ['sh', '-s', '--', String(limit), ...refs.map(toWords)];
  try {
    const options = { sudo: true, input: SCRIPT, timeout: (limit + 60) * 1000, signal };
    // 124: it was ended after the limit.
    const { exitCode, stdout, stderr } = await host.run(argv, { ...options, allow: [1, 124] });
    const faults = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Warning:'));
    const isAnswer = exitCode === 0 || (exitCode === 1 && faults.length > 0 && faults.every(isUnknownKind));
    return (isAnswer ? parseLive(stdout) : undefined) ?? 'the Kubernetes API does not answer';
  } catch (error) {
    // Its message may quote what was printed before the connection was lost.
    if (error instanceof HostError && error.reason !== 'aborted') return `${error.host}: ${error.what}`;
    throw error;
  }
}

/** Reads what live-objects.sh printed; undefined if it was no answer. */
export function parseLive(text: string): readonly LiveObject[] | undefined {
  if (text.trim() === '') return [];
  const answer = jsonOf(text);
  if (!isMapping(answer)) return undefined;
  const items = LIST.safeParse(answer).data?.items ?? [answer];
  return items.filter(isMapping).flatMap((object) => {
    const ref = refOf(object);
    return ref === undefined ? [] : [{ ...ref, object }];
  });
}

/** The failure would quote it, and secrets are in it. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
