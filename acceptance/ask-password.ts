import { createInterface } from 'node:readline';
import password from '@inquirer/password';
import { UserError } from '../system/user-error.ts';

/** Asks for passwords at the terminal without showing them; without a terminal, takes a line of standard input each. */
export function passwordPrompt(): (question: string) => Promise<string> {
  if (process.stdin.isTTY) return ask;
  let lines: AsyncIterator<string> | undefined;
  return async () => {
    lines ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
    const { value, done } = await lines.next();
    return done ? '' : value;
  };
}

async function ask(message: string): Promise<string> {
  try {
    return await password({ message }, { output: process.stderr });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error;
    throw new UserError('interrupted', { cause: error });
  }
}
