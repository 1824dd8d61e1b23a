import { type Command, Option } from 'commander';
import { type ChangeOptions, type ClusterChange, changeCluster } from '../cluster/change-cluster.ts';
import manifest from '../package.json' with { type: 'json' };
import { run } from '../system/exec.ts';
import { gitState } from '../system/git-state.ts';
import { operator } from '../system/operator.ts';
import { note } from '../system/terminal.ts';

/** What every command that changes a cluster takes. */
export interface ChangeWords {
  readonly breakLock?: true;
}

/** What a command takes that shows first what it would do. */
export interface PlannedWords extends ChangeWords {
  readonly dryRun?: true;
  readonly yes?: true;
}

/** Adds the options of {@link PlannedWords}. */
export function withPlan(command: Command): Command {
  return command
    .option('--dry-run', 'show what would be done, and change nothing')
    .option('--yes', 'do it without asking')
    .addOption(breakLockOption());
}

export const breakLockOption = () =>
  new Option('--break-lock', 'end the lock of another command on this cluster, which no longer runs');

/**
 * Changes the cluster of the working folder while no other command does, and has its servers note who does it.
 *
 * @param command as it was given, without secrets
 */
export async function changing<T>(
  options: Pick<ChangeOptions, 'folder' | 'hosts' | 'signal' | 'continues' | 'givesUp'> & {
    readonly command: string;
    readonly words: ChangeWords;
  },
  work: (change: ClusterChange) => Promise<T>,
): Promise<T> {
  const { command, words, ...rest } = options;
  const git = await gitState('.', run);
  const author = { command, operator: operator(), git, hubwright: manifest.version };
  return changeCluster({ ...rest, author, breakLock: words.breakLock ?? false, note }, work);
}
