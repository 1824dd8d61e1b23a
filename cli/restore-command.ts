import { Command, InvalidArgumentError, Option } from 'commander';
import { parseTime } from '../operate/at-time.ts';
import { helpText } from '../system/fit.ts';
import { UserError } from '../system/user-error.ts';
import { breakLockOption, type ChangeWords } from './changing.ts';

/** What stands on the command line. */
export interface RestoreOptions extends ChangeWords {
  readonly home?: string;
  readonly cluster?: true;
  /** Milliseconds since 1970. */
  readonly at?: number;
  readonly path?: string;
  readonly to?: string;
  /** Names of a node that was lost and of the one that takes its place. */
  readonly node?: readonly (readonly [string, string])[];
  /** Agents that survived. */
  readonly keep?: readonly string[];
  readonly toFolder?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** `hubwright restore`: a home, a part of one, or the whole cluster, out of the backups. */
export function restoreCommand(): Command {
  return new Command('restore')
    .option('--home <user>', 'whose home; the user need not exist any more')
    .addOption(
      new Option('--cluster', 'the whole cluster, onto the empty hosts of platform.yaml').conflicts([
        ...['home', 'path', 'to', 'toFolder'],
      ]),
    )
    .addOption(
      new Option(
        '--at <time>',
        'the newest backup up to then: "2026-11-25" or "2026-11-25 14:30" (default: the newest)',
      ).argParser(time),
    )
    .option('--path <path>', 'only this file or folder, written from the home: work/notes.ipynb')
    .addOption(
      new Option('--to-folder <folder>', 'into a folder on this machine, which replaces nothing').conflicts('to'),
    )
    .option('--to <node>', 'the node for a home that no node has any more (default: the node that backed it up)')
    .addOption(
      new Option(
        '--node <old=new>',
        'with --cluster: the node that gets what was on a lost one; may be repeated (default: the one of the same name, or with room)',
      )
        .argParser(nodes)
        .conflicts('home'),
    )
    .addOption(
      new Option(
        '--keep <agent>',
        'with --cluster: an agent that survived stays as it is, with the homes on it; may be repeated',
      )
        .argParser((name: string, before: readonly string[] = []) => [...before, name])
        .conflicts('home'),
    )
    .option('--dry-run', 'show what would be restored, and restore nothing')
    .option('--yes', 'replace what is there without asking')
    .addOption(breakLockOption())
    .addHelpText(
      'after',
      helpText(`
Of a home, what is there now is kept beside it, with ".before-restore-" and the time added to its name.

Examples:
  npx hubwright restore --home ada --dry-run
  npx hubwright restore --home ada --at "2026-11-25 14:30" --path work/notes.ipynb
  npx hubwright restore --home ada --to-folder ./found
  npx hubwright restore --cluster --node agent-1=agent-3
  npx hubwright restore --cluster --keep agent-1 --keep agent-2`),
    )
    .action(async (options: RestoreOptions) => {
      if (options.cluster) {
        const { runRestoreCluster } = await import('./run-restore-cluster.ts');
        return runRestoreCluster(options);
      }
      if (options.home === undefined) {
        const fix = 'Add --home USER for a home, or --cluster for everything onto empty hosts.';
        throw new UserError('nothing to restore is named', { fix, exitCode: 2 });
      }
      const { runRestore } = await import('./run-restore.ts');
      return runRestore(options.home, options);
    });
}

function nodes(text: string, before: NonNullable<RestoreOptions['node']> = []): RestoreOptions['node'] {
  const [, from, to] = /^([^=\s]+)=([^=\s]+)$/.exec(text) ?? [];
  if (from === undefined || to === undefined) throw new InvalidArgumentError('Write OLD=NEW, such as agent-1=agent-3.');
  return [...before, [from, to]];
}

function time(text: string): number {
  const found = parseTime(text);
  if (found === undefined) {
    throw new InvalidArgumentError(
      'Write a day, 2026-11-25, or a time, "2026-11-25 14:30". Zones are numbers: "2026-11-25 14:30 +01:00".',
    );
  }
  return found;
}
