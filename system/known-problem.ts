import type { Problem } from './problem.ts';

/** A problem that is known by what it looks like. */
export interface KnownProblem extends Pick<Problem, 'message' | 'fix'> {
  /** What it looks like in the output of a command or in a log. */
  readonly sign: RegExp;
  /** Whether it never ends by itself, so that waiting on is of no use. */
  readonly isFinal?: boolean;
}

/** The first of the problems of which a text shows the sign. */
export function knownProblemIn(text: string, known: readonly KnownProblem[]): KnownProblem | undefined {
  return known.find(({ sign }) => sign.test(text));
}
