import { few } from '../../system/few.ts';

/** An agent that gets no new token now. */
export interface LeftAgent {
  readonly name: string;
  /** As a sentence goes on: "the host does not answer". */
  readonly why: string;
  /** What to do about it; undefined if it only has to run again. */
  readonly fix?: string | undefined;
}

/** The agents that get no new token now, those with the same reason on one line; no line if there are none. */
export function describeLeft(left: readonly LeftAgent[]): string[] {
  if (left.length === 0) return [];
  const groups = new Map<string, string[]>();
  for (const { name, why, fix } of left) {
    const reason = fix === undefined ? why : `${why}. ${fix}`;
    groups.set(reason, [...(groups.get(reason) ?? []), name]);
  }
  return [
    'Agents that do not get the new token now:',
    ...[...groups].map(([reason, names]) => `  ${few(names, 10)}: ${reason}`),
    ...(left.some((it) => it.fix === undefined) ? ['Once they run, `npx hubwright up` gives them the new token.'] : []),
  ];
}
