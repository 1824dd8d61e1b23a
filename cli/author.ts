import { hostname, userInfo } from 'node:os';
import type { Author } from '../cluster/record/recorded-change.ts';
import manifest from '../package.json' with { type: 'json' };
import { run } from '../system/exec.ts';
import { gitState } from '../system/git-state.ts';

/**
 * Who changes the cluster of the working folder.
 *
 * @param command as it was given, without secrets
 */
export async function authorOf(command: string): Promise<Author> {
  const git = await gitState('.', run);
  return { command, operator: `${userName()}@${hostname()}`, git, hubwright: manifest.version };
}

/** A container may run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `${process.getuid?.() ?? 'unknown'}`;
  }
}
