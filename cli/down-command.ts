import { Command } from 'commander';
import { breakLockOption, type ChangeWords } from './changing.ts';

/** `hubwright down`: takes away what `up` made. */
export function downCommand(): Command {
  return new Command('down')
    .option('--yes <name>', 'confirm without a prompt; NAME is the cluster, or with --node the node')
    .option('--keep-data [folder]', 'copy homes and database first (default: to a new folder in .hubwright/)')
    .option('--node <name>', 'remove only this agent from the cluster; with --forget, also a server')
    .option('--force <name>', 'confirm, and also delete what cannot be verified to belong to this cluster')
    .option('--forget', 'with --node: its machine is gone for good, or belongs to somebody else; do not connect to it')
    .addOption(breakLockOption())
    .action(async (options: DownWords) => {
      const { runDown } = await import('./run-down.ts');
      await runDown(options);
    });
}

/** The options as they are given. */
export interface DownWords extends ChangeWords {
  readonly yes?: string;
  readonly keepData?: string | true;
  readonly node?: string;
  readonly force?: string;
  readonly forget?: true;
}
