import { Command, InvalidArgumentError, Option } from 'commander';
import { BY, type UsageQuestion } from '../operate/usage/ask-usage.ts';
import { helpText } from '../system/fit.ts';

/** What stands on the command line. */
export interface UsageOptions extends UsageQuestion {
  readonly json?: true;
  readonly csv?: true;
}

/** `hubwright usage`: who used what. */
export function usageCommand(): Command {
  return new Command('usage')
    .addOption(new Option('--by <what>', 'what to sum up by').choices(BY).default('user'))
    .option('--from <day>', 'the first day, in UTC: 2026-11-01 (default: 30 days, 12 weeks or 12 months ago)', day)
    .option('--until <day>', 'the last day, in UTC (default: today)', day)
    .addOption(new Option('--json', 'print JSON').conflicts('csv'))
    .option('--csv', "print CSV, as the hub's page has it")
    .addHelpText(
      'after',
      helpText(`
Hours are those in which servers were running; processors, memory and GPUs are what they reserved. Who is in two groups
counts in both. The same is on the hub's page Usage, for administrators: docs/usage.md.

Examples:
  npx hubwright usage --from 2026-10-01 --until 2026-10-31
  npx hubwright usage --by group --csv > groups.csv`),
    )
    .action(async (options: UsageOptions, command: Command) => {
      const today = new Date().toISOString().slice(0, 10);
      const { from, until = today } = options;
      if (from !== undefined && from > today) command.error(`error: --from ${from} is in the future`);
      if (from !== undefined && from > until) command.error(`error: --from ${from} is after --until ${until}`);
      const { runUsage } = await import('./run-usage.ts');
      await runUsage(options);
    });
}

function day(text: string): string {
  const found = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : Number.NaN);
  // JavaScript takes 31 February for 3 March.
  if (Number.isNaN(found.getTime()) || !found.toISOString().startsWith(text))
    throw new InvalidArgumentError('Write a day such as 2026-11-01.');
  return text;
}
