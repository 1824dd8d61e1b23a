import { Command, InvalidArgumentError } from 'commander';
import { helpText } from '../system/fit.ts';
import { breakLockOption, type ChangeWords } from './changing.ts';

/** What stands on the command line. */
export interface RollbackWords extends ChangeWords {
  readonly dryRun?: true;
  readonly yes?: true;
}

/** `hubwright rollback`: the way back from an upgrade. */
export function rollbackCommand(): Command {
  return new Command('rollback')
    .argument('[number]', 'the change to undo, of `history` (default: the last upgrade)', (text) => {
      if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Write the number of a change.');
      return Number(text);
    })
    .option('--dry-run', 'show what goes back and what is lost, and change nothing')
    .option('--yes', 'do it without asking')
    .addOption(breakLockOption())
    .addHelpText(
      'after',
      helpText(`
Before an upgrade of k3s, the chart or the hub, \`up\` keeps on every node what it replaces: k3s, its settings, the datastore, the
manifests and the hub's database. Homes are never put back.

Examples:
  npx hubwright rollback --dry-run
  npx hubwright rollback 12`),
    )
    .action(async (change: number | undefined, options: RollbackWords) => {
      const { runRollback } = await import('./run-rollback.ts');
      await runRollback(change, options);
    });
}
