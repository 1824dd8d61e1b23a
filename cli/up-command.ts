import { Command } from 'commander';

/** `hubwright up`: the cluster and the platform on it. */
export function upCommand(): Command {
  return new Command('up')
    .option('--dry-run', 'check the hosts and print the steps that would run, and change nothing')
    .option('--only <step>', 'run this step alone: install, or install/NODE for one node; vm for the VMs')
    .option('--from <step>', 'run this step and all that come after it')
    .action(async (options: { dryRun?: boolean; only?: string; from?: string }) => {
      const { runUp } = await import('./run-up.ts');
      await runUp(options);
    });
}
