import type { Problem } from '../system/problem.ts';

/** A program of this machine that a provider needs. */
export interface Program {
  /** The check of it in the report of `doctor` is `tool/<id>`. */
  readonly id: string;
  readonly title: string;
  /** Asks the program for its version. */
  readonly command: readonly [program: string, ...args: string[]];
  check(answer: Answer): ProgramCheck;
}

/** What a program printed, or why it did not. */
export type Answer = { readonly text: string } | { readonly failure: string; readonly isMissing: boolean };

export interface ProgramCheck {
  readonly problem?: Problem;
  /** The version. */
  readonly detail?: string | undefined;
}
