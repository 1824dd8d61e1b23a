/**
 * Something that the person at the keyboard can fix. The entry point prints the message and the fix and exits with
 * `exitCode`; any other error is a defect and keeps its stack.
 */
export class UserError extends Error {
  /** What to do about it, as a sentence or a command. */
  readonly fix: string | undefined;
  /** 1: failed; 2: wrong usage or settings. */
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { fix?: string; cause?: unknown; exitCode?: 1 | 2 } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.fix = options.fix;
    this.exitCode = options.exitCode ?? 1;
  }
}
