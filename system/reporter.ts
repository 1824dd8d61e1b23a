/** Where a command reports what it does: the terminal, a line of a list of tasks, a test. */
export interface Reporter {
  /** The answer, for a person. */
  print(text: string): void;
  /** What is worth knowing about the answer, or happened on the way to it. */
  note(text: string): void;
  /** What is being done just now, which nobody needs to know once it is done. */
  progress(text: string): void;
}
