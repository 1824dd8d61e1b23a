import { Command, InvalidArgumentError, Option } from 'commander';
import { helpText } from '../system/fit.ts';
import { breakLockOption, type ChangeWords, type PlannedWords, withPlan } from './changing.ts';

/** What stands on the command line. */
export interface HomeListOptions {
  readonly json?: true;
  /** How long a node may take. */
  readonly minutes: number;
}

export interface HomeMoveOptions extends PlannedWords {
  readonly to: string;
  readonly server?: string;
  readonly deleteOld?: true;
}

export interface HomeReleaseOptions extends ChangeWords {
  readonly server?: string;
}

/** `hubwright home`: where the users' homes are, and how they move. */
export function homeCommand(): Command {
  return new Command('home').addCommand(listCommand()).addCommand(moveCommand()).addCommand(releaseCommand());
}

function listCommand(): Command {
  return new Command('list')
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
    });
}

function moveCommand(): Command {
  return withPlan(
    new Command('move')
      .description(
        "Move a user's home to another node. Its server is stopped, and none starts until the home is moved.",
      )
      .argument('<user>', 'whose home')
      .requiredOption('--to <node>', 'the node that it goes to')
      .option('--server <name>', 'the home of this named server (default: of the default server)')
      .option('--delete-old', 'delete the old copies of this home afterwards'),
  )
    .addHelpText(
      'after',
      helpText(`
The copy is compared with the original before it is used: files, bytes, checksums, owners, modes, times, links, holes and
attributes. The old copy is kept on its node, with ".moved-" and the time added to its name.
If the command is killed, run it again: it continues.

Examples:
  npx hubwright home move ada --to agent-2
  npx hubwright home move ada --to agent-2 --delete-old`),
    )
    .action(async (user: string, options: HomeMoveOptions) => {
      const { runHomeMove } = await import('./run-home-move.ts');
      await runHomeMove(user, options);
    });
}

function releaseCommand(): Command {
  return new Command('release')
    .description('Give up a move or restore that was left unfinished, so that servers of this home start again.')
    .argument('<user>', 'whose home')
    .option('--server <name>', 'the home of this named server (default: of the default server)')
    .addOption(breakLockOption())
    .action(async (user: string, options: HomeReleaseOptions) => {
      const { runHomeRelease } = await import('./run-home-release.ts');
      await runHomeRelease(user, options);
    });
}
