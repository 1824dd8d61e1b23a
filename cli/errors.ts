import { SettingsError } from '../settings/settings-error.ts';
import { fileProblem } from '../system/files/file-problem.ts';
import { printData, printError } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';

/** What a script reads instead of the answer. */
function errorJson(error: unknown): object {
  if (error instanceof SettingsError) return { error: error.message, problems: error.problems };
  if (error instanceof UserError) return { error: error.message, fix: error.fix };
  return { error: String(error) };
}

/**
 * Runs the body of a command: what the user can fix, files and disks included, is printed without a stack, and sets the
 * exit code. With `--json` it is printed as JSON too.
 */
export async function reportErrors(body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    reportError(error);
  }
}

/** @throws what is no fault of the user */
export function reportError(error: unknown): void {
  const known = error instanceof UserError ? error : fileProblem(error);
  if (process.argv.includes('--json')) printData(JSON.stringify(errorJson(known ?? error)));
  if (known === undefined) throw error;
  printError(known.message, known.fix);
  process.exitCode = known.exitCode;
}
