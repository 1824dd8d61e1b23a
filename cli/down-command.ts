import { Command } from 'commander';

/** `hubwright down`: takes away what `up` made. */
export function downCommand(): Command {
  return new Command('down')
    .option('--yes <name>', 'name of what is deleted, the cluster or the node, to agree without being asked')
    .option('--keep-data [folder]', 'copy homes and database there first; to a new folder in .hubwright/ unless given')
    .option('--node <name>', 'take this agent alone out of the cluster; with --forget also a server')
    .option('--force <name>', 'agree with its name, also to delete what cannot be confirmed to be of this cluster')
    .option('--forget', "with --node: its machine is gone for good, or somebody else's, and is not reached for")
    .action(async (options: DownWords) => {
      const { runDown } = await import('./run-down.ts');
      await runDown(options);
    });
}

/** The options as they are given. */
export interface DownWords {
  readonly yes?: string;
  readonly keepData?: string | true;
  readonly node?: string;
  readonly force?: string;
  readonly forget?: true;
}
