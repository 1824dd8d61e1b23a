import { Command } from 'commander';
import { helpText } from '../system/fit.ts';

export interface UpdateOptions {
  readonly from?: string;
  readonly dryRun?: true;
  readonly check?: true;
}

/** `hubwright update`: a project is brought forward to a newer version. */
export function updateCommand(): Command {
  return new Command('update')
    .option('--from <version>', 'the previous version, or a revision that has it in package.json (default: HEAD)')
    .option('--dry-run', 'say what would be rewritten, and write nothing')
    .option('--check', 'as --dry-run, and exit with 1 when something would be rewritten')
    .addHelpText(
      'after',
      helpText(`
Run it after \`npm install --save-exact hubwright@VERSION\`. It prints what is new since the version before, and rewrites what
that version wrote and nobody has edited: settings that moved, files of \`init\`, images, entries in package.json. What you
have edited is kept, and listed if it is out of date. Running it again changes nothing.

Examples:
  npx hubwright update
  npx hubwright update --from origin/main   # on a branch that has the new version committed
  npx hubwright update --from 0.1.0 --dry-run`),
    )
    .action(async (options: UpdateOptions) => {
      const { runUpdate } = await import('./run-update.ts');
      await runUpdate(options);
    });
}
