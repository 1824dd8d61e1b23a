import { Command, InvalidArgumentError } from 'commander';
import { helpText } from '../system/fit.ts';

/** `hubwright history`: who has changed the cluster, when, and what that did. */
export function historyCommand(): Command {
  return new Command('history')
    .argument('[number]', 'show what this change did', (text) => {
      if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Write the number of a change.');
      return Number(text);
    })
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      helpText(`
The servers keep the last 1,000 changes, and what the last 20 deployed.

Examples:
  npx hubwright history
  npx hubwright history 12`),
    )
    .action(async (revision: number | undefined, options: { json?: true }) => {
      const { runHistory } = await import('./run-history.ts');
      await runHistory(revision, options);
    });
}
