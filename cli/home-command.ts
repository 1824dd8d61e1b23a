import { Command, InvalidArgumentError, Option } from 'commander';

/** What stands on the command line. */
export interface HomeListOptions {
  readonly json?: true;
  /** How long a node may take. */
  readonly minutes: number;
}

/** `hubwright home`: where the users' homes are. */
export function homeCommand(): Command {
  return new Command('home').addCommand(
    new Command('list')
      .description(
        'List the homes: whose they are, on which node, how large, and when something in them last changed. ' +
          'Exits with 1 if a node was not measured.',
      )
      .option('--json', 'print JSON')
      .addOption(
        new Option('--minutes <number>', 'how long measuring may take on each node').default(10).argParser((text) => {
          if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Write a number of minutes.');
          return Number(text);
        }),
      )
      .action(async (options: HomeListOptions) => {
        const { runHomeList } = await import('./run-home-list.ts');
        await runHomeList(options);
      }),
  );
}
