import password from '@inquirer/password';
import { UserError } from '../system/user-error.ts';
import { makePassword } from './made-password.ts';

/** Where a password comes from: made here, one line of standard input, or typed twice. Never from the command line. */
export type PasswordInput = 'generate' | 'stdin' | 'terminal';

/** The side of the process that a password comes in by; tests pass another. */
export interface Keyboard {
  /** Whether somebody sits there. */
  readonly interactive: boolean;
  /** All of standard input. */
  readonly read: () => Promise<Uint8Array>;
  /** Asks without showing what is typed. */
  readonly ask: (question: string) => Promise<string>;
}

/** What the hub takes of a login form. */
const LONGEST = 8192;

/**
 * Obtains a new password.
 *
 * @throws UserError when there is none to be had, or none that could ever log in
 */
export async function askPassword(name: string, source: PasswordInput, keyboard = terminal): Promise<string> {
  if (source === 'generate') return makePassword();
  const answer = source === 'stdin' ? await fromInput(keyboard) : await fromTerminal(name, keyboard);
  if (answer === '') throw refusal('the password is empty');
  if (answer.length > LONGEST)
    throw refusal(`the password has ${answer.length} characters; the hub accepts at most ${LONGEST}`);
  // A form field with a line end or another control character reaches the hub changed.
  if (/\p{Cc}/u.test(answer)) throw refusal('the password contains a control character, which no form can send');
  if (!answer.isWellFormed()) throw refusal('the password is not valid Unicode');
  return answer;
}

async function fromInput({ interactive, read }: Keyboard): Promise<string> {
  if (interactive) throw refusal('standard input is a terminal, which would show the password', 'Leave out --stdin.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await read());
  } catch (cause) {
    throw new UserError('the password on standard input is not UTF-8 text', { exitCode: 2, cause });
  }
  const line = text.replace(/\r?\n$/, '');
  if (line.includes('\n'))
    throw refusal('expected one line on standard input, found more', 'Pass one password at a time.');
  return line;
}

async function fromTerminal(name: string, { interactive, ask }: Keyboard): Promise<string> {
  if (!interactive) {
    throw refusal(
      'there is no terminal to prompt for the password',
      'Pass it on standard input with --stdin, or generate one with --generate.',
    );
  }
  const first = await ask(`New password for ${name}:`);
  if (first !== '' && first !== (await ask('Confirm new password:')))
    throw refusal('the two passwords differ', 'Try again.');
  return first;
}

/** The terminal that this process runs in. Questions go to standard error: standard output may be a file. */
const terminal: Keyboard = {
  interactive: process.stdin.isTTY === true,
  read: async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  },
  ask: async (message) => {
    try {
      return await password({ message }, { output: process.stderr });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error;
      throw new UserError('interrupted; nothing was changed', { cause: error });
    }
  },
};

function refusal(message: string, fix?: string): UserError {
  return new UserError(`${message}; nothing was changed`, { exitCode: 2, ...(fix && { fix }) });
}
