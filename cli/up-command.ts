import { Command } from 'commander';

/** `hubwright up`: the cluster and the platform on it. */
export function upCommand(): Command {
  return new Command('up')
    .option('--dry-run', 'check the hosts and print the steps, without changing anything')
    .option(
      '--only <step>',
      'run only this step: install, or install/NODE for one node; vm for the VMs; release/NAME for a chart of main.ts',
    )
    .option('--from <step>', 'run this step and all after it')
    .action(async (options: { dryRun?: boolean; only?: string; from?: string }) => {
      const { runUp } = await import('./run-up.ts');
      await runUp(options);
    });
}
