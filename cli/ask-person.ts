import { createInterface } from 'node:readline/promises';
import { UserError } from '../system/user-error.ts';

/**
 * Asks whoever is at the terminal.
 *
 * @param without what needs the answer, and how a script gives it
 * @throws UserError where nobody can answer
 */
export async function askPerson(
  question: string,
  without: { readonly message: string; readonly fix: string },
): Promise<string> {
  if (!process.stdin.isTTY) throw new UserError(without.message, { fix: without.fix, exitCode: 2 });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}
