import { Command, InvalidArgumentError, Option } from 'commander';
import { parseTime } from '../operate/at-time.ts';
import { helpText } from '../system/fit.ts';

/** What stands on the command line. */
export interface RestoreOptions {
  readonly home: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
  readonly path?: string;
  readonly to?: string;
  readonly toFolder?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** `hubwright restore`: a home, or a part of one, out of the backups. */
export function restoreCommand(): Command {
  return new Command('restore')
    .requiredOption('--home <user>', 'whose home; the user need not exist any more')
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
    .option('--dry-run', 'show what would be restored, and change nothing')
    .option('--yes', 'replace what is there without asking')
    .addHelpText(
      'after',
      helpText(`
What is there now is kept beside it, with ".before-restore-" and the time added to its name.

Examples:
  npx hubwright restore --home ada --dry-run
  npx hubwright restore --home ada --at "2026-11-25 14:30" --path work/notes.ipynb
  npx hubwright restore --home ada --to-folder ./found`),
    )
    .action(async (options: RestoreOptions) => {
      const { runRestore } = await import('./run-restore.ts');
      await runRestore(options);
    });
}

function time(text: string): number {
  const found = parseTime(text);
  if (found === undefined) throw new InvalidArgumentError('Write a day, 2026-11-25, or a time, "2026-11-25 14:30".');
  return found;
}
