import { Command, InvalidArgumentError, Option } from 'commander';
import { helpText } from '../system/fit.ts';

/** What stands on the command line. */
export interface LogsOptions {
  readonly follow?: true;
  readonly previous?: true;
  /** In seconds. */
  readonly since?: number;
  readonly tail?: number | 'all';
  readonly server?: string;
  readonly user?: true;
}

/** `hubwright logs`: what the hub, the proxy or a user's server printed. */
export function logsCommand(): Command {
  return new Command('logs')
    .argument('<what>', '"hub", "proxy", or the name of a user with a running server')
    .option('-f, --follow', 'keep printing new lines until Ctrl-C')
    .addOption(new Option('--since <time>', 'only lines newer than 45s, 30m, 2h, 1d').argParser(seconds))
    .addOption(
      new Option('--tail <lines>', 'the last lines, a number or "all" (default: 200; with --since, all)').argParser(
        lines,
      ),
    )
    .option('--previous', 'the run before the last restart, for example to see why the hub crashed')
    .option('--server <name>', 'a named server of the user')
    .option('--user', 'treat the name as a user, even "hub" or "proxy"')
    .addHelpText(
      'after',
      helpText(`
Examples:
  npx hubwright logs hub --since 30m
  npx hubwright logs ada --follow`),
    )
    .action(async (what: string, options: LogsOptions, command: Command) => {
      const isUser = options.user === true || (what !== 'hub' && what !== 'proxy');
      if (options.server !== undefined && !isUser) command.error('error: --server needs the name of a user');
      const { runLogs } = await import('./run-logs.ts');
      await runLogs(isUser ? { user: what, server: options.server } : what, options);
    });
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function seconds(text: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('Write a time such as 45s, 30m, 2h or 1d.');
  return Number(count) * (SECONDS[unit] ?? 1);
}

function lines(text: string): number | 'all' {
  if (text === 'all') return text;
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a number of lines, or "all".');
  return Number(text);
}
