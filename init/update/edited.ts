/** A file that was brought forward. */
export interface Edited {
  readonly text: string;
  /** What was changed in it, a line each. */
  readonly done: readonly string[];
  /** What is left to a person, a line each. */
  readonly left: readonly string[];
}
