import { Command, InvalidArgumentError, Option } from 'commander';
import { helpText } from '../system/fit.ts';
import { breakLockOption, type ChangeWords } from './changing.ts';

/** What stands on the command line. */
export interface NodeDrainOptions extends ChangeWords {
  readonly to?: readonly string[];
  readonly lost?: true;
  readonly dryRun?: true;
  readonly yes?: true;
}

/** `hubwright node`: nodes that are emptied. */
export function nodeCommand(): Command {
  return new Command('node').addCommand(
    new Command('drain')
      .description('Cordon a node, and move every home on it to other nodes. Exits with 1 if one is left.')
      .argument('<node>', 'the node to be emptied')
      .addOption(
        new Option('--to <nodes>', 'the nodes that the homes go to: agent-2,agent-3 (default: all that can)').argParser(
          nodes,
        ),
      )
      .option('--lost', 'the node is gone: restore its homes from their newest backups')
      .option('--dry-run', 'show what would be done, and change nothing')
      .option('--yes', 'do it without asking')
      .addOption(breakLockOption())
      .addHelpText(
        'after',
        helpText(`
The homes are spread by free space, the largest first. Each is moved as by \`npx hubwright home move\`, and its server stops only
for that time. If one fails, the others are moved all the same. If the command is killed, run it again: it continues.

With --lost, what was changed since the last backup is lost. It is refused while the node still answers.

Examples:
  npx hubwright node drain agent-1 --dry-run
  npx hubwright node drain agent-1 --to agent-2,agent-3
  npx hubwright node drain agent-1 --lost`),
      )
      .action(async (node: string, options: NodeDrainOptions) => {
        const { runNodeDrain } = await import('./run-node-drain.ts');
        await runNodeDrain(node, options);
      }),
  );
}

function nodes(text: string): string[] {
  const names = text.split(',').map((it) => it.trim());
  if (names.includes('')) throw new InvalidArgumentError('Write names of nodes with commas between them.');
  return names;
}
