import { Writable } from 'node:stream';
import { CommandError, run } from '../system/exec.ts';
import { UserError } from '../system/user-error.ts';
import { type FoundSecret, LARGEST_SECRET, secretIn } from './secret-text.ts';

export interface CommandOptions {
  /** Where it runs: the folder of platform.yaml. */
  readonly directory: string;
  /** Milliseconds until it is ended. @default 30000 */
  readonly limit?: number;
}

const LIMIT = 30_000;

/** Runs a command, and takes what it prints as a secret. */
export async function printedBy(
  [program = '', ...args]: readonly string[],
  { directory, limit = LIMIT, signal }: CommandOptions & { readonly signal: AbortSignal },
): Promise<FoundSecret> {
  const output = new Secret();
  try {
    await run(program, args, { cwd: directory, timeout: limit, signal, outputTo: output });
    return secretIn(output.bytes);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (error.reason === 'aborted') throw new UserError('interrupted before all secrets were read');
    return output.isTooLarge ? secretIn(undefined) : failureOf(error, program, limit);
  }
}

function failureOf(error: CommandError, program: string, limit: number): FoundSecret {
  const fix = 'run it in the folder of platform.yaml to see why';
  switch (error.reason) {
    case 'missing': {
      const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
      if (code !== 'ENOENT') return { problem: `is missing: ${program} cannot be started (${code})`, fix };
      return { problem: `is missing: ${program} was not found`, fix: 'install it, or add its folder to PATH' };
    }
    case 'timeout': {
      const seconds = `${limit / 1000} seconds`;
      if (error.exitCode === 0) {
        return {
          problem: `is missing: something that it started did not end its output within ${seconds}`,
          fix: 'start that by itself first, for example an agent that keeps you logged in',
        };
      }
      return {
        problem: `is missing: it did not end within ${seconds}`,
        fix: 'log in to the program or unlock it first, as it cannot ask while this command runs',
      };
    }
    // What it said of that may have a secret in it.
    case 'exit':
      return { problem: `is missing: it failed with exit code ${error.exitCode}`, fix };
    default:
      return { problem: 'is missing: it was ended by a signal', fix };
  }
}

/** Takes what is printed, and no more than a secret can have. */
class Secret extends Writable {
  private readonly chunks: Buffer[] = [];
  private length = 0;

  get isTooLarge(): boolean {
    return this.length > LARGEST_SECRET;
  }

  /** Undefined if there are too many. */
  get bytes(): Buffer | undefined {
    return this.isTooLarge ? undefined : Buffer.concat(this.chunks);
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.length += chunk.length;
    if (!this.isTooLarge) this.chunks.push(chunk);
    done(this.isTooLarge ? new Error('too large for a secret') : undefined);
  }
}
