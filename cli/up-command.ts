import { Command } from 'commander';
import { breakLockOption } from './changing.ts';
import type { UpWords } from './run-up.ts';

/** `hubwright up`: the cluster and the platform on it. */
export function upCommand(): Command {
  return new Command('up')
    .option('--dry-run', 'check the hosts and print the steps, without changing anything')
    .option(
      '--only <step>',
      'run only this step: install, or install/NODE for one node; vm for the VMs; release/NAME for a chart of main.ts',
    )
    .option('--from <step>', 'run this step and all after it')
    .option('--drain', "stop users' servers on each node before k3s is upgraded there")
    .option('--yes', 'replace what others have changed in the cluster without asking')
    .addOption(breakLockOption())
    .action(async (options: UpWords) => {
      const { runUp } = await import('./run-up.ts');
      await runUp(options);
    });
}
