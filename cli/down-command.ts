import { Command } from 'commander';

/** `hubwright down`: takes away what `up` made. */
export function downCommand(): Command {
  return new Command('down')
    .description('Delete the cluster with everything on it, home folders and database included.')
    .option('--yes <name>', "the cluster's name, to agree without being asked")
    .action(async (options: { yes?: string }) => {
      const { runDown } = await import('./run-down.ts');
      await runDown(options);
    });
}
