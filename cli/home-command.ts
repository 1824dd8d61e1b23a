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

export interface HomeImportOptions extends PlannedWords {
  readonly from?: string;
  readonly fromCluster?: true;
  readonly context?: string;
  readonly namespace?: string;
  readonly release?: string;
  readonly image?: string;
  readonly server?: string;
  readonly to?: string;
  readonly whileUsed?: true;
  readonly replace?: true;
}

/** `hubwright home`: where the users' homes are, how they move, and how they come from elsewhere. */
export function homeCommand(): Command {
  return new Command('home')
    .addCommand(listCommand())
    .addCommand(moveCommand())
    .addCommand(importCommand())
    .addCommand(releaseCommand());
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

function importCommand(): Command {
  return withPlan(
    new Command('import')
      .description(
        'Copy homes from another hub into this one: of a running cluster, or one home from an archive. ' +
          'A user needs no home here before.',
      )
      .argument('[users...]', 'whose homes; with --from-cluster, everybody without a home here if none is named')
      .option('--from-cluster', 'from the claims of Zero to JupyterHub in another cluster, with your kubectl')
      .option('--context <name>', 'that cluster: a context of your kubeconfig, if not the current one')
      .option('--namespace <name>', 'where its release is, if not the only one in the cluster')
      .option('--release <name>', 'its name in Helm, if not the only one')
      .option(
        '--image <name>',
        'image of the pods that read homes there, with GNU tar and Python (default: of its hub)',
      )
      .option('--replace', 'also homes that are here already: what is in them is kept beside the new ones')
      .option('--while-used', 'copy although the other hub still runs: a trial, to be repeated when it is stopped')
      .option('--from <file>', 'from an archive of tar of one home, also compressed with gzip; - is standard input')
      .option('--server <name>', 'with --from, the home of this named server (default: of the default server)')
      .option('--to <node>', 'the node for homes that have no volume yet (default: the one with most room)'),
  )
    .addHelpText(
      'after',
      helpText(`
From a cluster, each home is read by a pod that cannot change it, and the copy is compared with the original: files, bytes,
checksums, owners, modes, times, links, holes and attributes. Homes that are here already are left, unless their users are
named or --replace is given: then each is kept beside the new one, with ".before-import-" and the time added to its name.
Files get the owner that servers run as. Run the same command again after a failure: it continues.

Examples:
  npx hubwright home import --from-cluster --context old --dry-run
  npx hubwright home import --from-cluster --context old --while-used
  npx hubwright home import --from-cluster --context old --replace
  npx hubwright home import ada grace --from-cluster --context old
  ssh tljh sudo tar -C /home/jupyter-ada -c . | npx hubwright home import ada --from - --yes`),
    )
    .action(async (users: string[], options: HomeImportOptions) => {
      const { runHomeImport } = await import('./run-home-import.ts');
      await runHomeImport(users, options);
    });
}

function releaseCommand(): Command {
  return new Command('release')
    .description(
      'Give up a move, restore or import that was left unfinished, so that servers of this home start again.',
    )
    .argument('<user>', 'whose home')
    .option('--server <name>', 'the home of this named server (default: of the default server)')
    .addOption(breakLockOption())
    .action(async (user: string, options: HomeReleaseOptions) => {
      const { runHomeRelease } = await import('./run-home-release.ts');
      await runHomeRelease(user, options);
    });
}
