import { Command } from 'commander';
import { helpText } from '../system/fit.ts';
import { type PlannedWords, withPlan } from './changing.ts';

/** `hubwright token`: by what nodes join the cluster. */
export function tokenCommand(): Command {
  return new Command('token').addCommand(
    withPlan(
      new Command('rotate').description(
        'Give the cluster a new token, and restart k3s on all nodes with it, one after another.',
      ),
    )
      .addHelpText(
        'after',
        helpText(`
k3s makes the new token itself. Servers restart one at a time, then the agents; notebook servers keep running. Backups from before
are restored with the old token, which is in them. If the command is killed, run it again: it continues.

Examples:
  npx hubwright token rotate --dry-run
  npx hubwright token rotate`),
      )
      .action(async (options: PlannedWords) => {
        const { runTokenRotate } = await import('./run-token-rotate.ts');
        await runTokenRotate(options);
      }),
  );
}
