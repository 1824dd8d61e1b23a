import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type ObjectRef, refOf, toWords } from '../../cluster/object-ref.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { isMapping, type Mapping } from '../../system/mapping.ts';

const SCRIPT = readFileSync(new URL('live-objects.sh', import.meta.url), 'utf8');
/** One object, or a list of several. */
const LIST = z.object({ kind: z.literal('List'), items: z.array(z.unknown()) });

/** An object as it is in the cluster. Secret. */
export interface LiveObject extends ObjectRef {
  readonly object: Mapping;
}

/**
 * Asks the first server for objects, whole. What is not there is left out, and so is a kind that the cluster does not know.
 *
 * @returns why, if there was no answer
 */
export async function readLive(
  host: Host,
  refs: readonly ObjectRef[],
  signal: AbortSignal,
): Promise<readonly LiveObject[] | string> {
  const argv = ['sh', '-s', '--', ...refs.map(toWords)];
  try {
    const { stdout } = await host.run(argv, { sudo: true, input: SCRIPT, allow: [1], timeout: 120_000, signal });
    return parseLive(stdout) ?? 'the Kubernetes API does not answer';
  } catch (error) {
    if (error instanceof HostError && error.reason !== 'aborted') return error.message;
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
