import { UserError } from '../settings/user-error.ts';

/** Runs the body of a command: what the user can mend is printed without a stack, and sets the exit code. */
export async function reportErrors(body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    if (error.hint) console.error(`  ${error.hint}`);
    process.exitCode = error.exitCode;
  }
}
