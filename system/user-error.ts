/**
 * Something that the person at the keyboard can mend. The entry point prints the message and the hint and exits with
 * `exitCode`; any other error is a defect and keeps its stack.
 */
export class UserError extends Error {
  /** What to do about it, as a sentence or a command. */
  readonly hint: string | undefined;
  /** 1: failed; 2: wrong usage or settings. */
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { hint?: string; cause?: unknown; exitCode?: 1 | 2 } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 1;
  }
}
