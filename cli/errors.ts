import { fileProblem } from '../files/file-problem.ts';
import { UserError } from '../settings/user-error.ts';
import { sayError } from './terminal.ts';

/**
 * Runs the body of a command: what the user can mend, files and disks included, is printed without a stack, and sets the
 * exit code.
 */
export async function reportErrors(body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    const told = error instanceof UserError ? error : fileProblem(error);
    if (told === undefined) throw error;
    sayError(told.message, told.hint);
    process.exitCode = told.exitCode;
  }
}
