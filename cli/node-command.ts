import { Command, InvalidArgumentError, Option } from 'commander';
import { helpText } from '../system/fit.ts';
import { type PlannedWords, withPlan } from './changing.ts';

/** What stands on the command line. */
export interface NodeDrainOptions extends PlannedWords {
  readonly to?: readonly string[];
  readonly lost?: true;
}

/** What stands on the command line. */
export interface NodeRebootOptions extends PlannedWords {
  readonly needed?: true;
}

/** `hubwright node`: nodes that are emptied, and machines that are restarted. */
export function nodeCommand(): Command {
  return new Command('node').addCommand(drainCommand()).addCommand(rebootCommand());
}

function drainCommand(): Command {
  return withPlan(
    new Command('drain')
      .description('Cordon a node, and move every home on it to other nodes. Exits with 1 if one is left.')
      .argument('<node>', 'the node to be emptied')
      .addOption(
        new Option('--to <nodes>', 'the nodes that the homes go to: agent-2,agent-3 (default: all that can)').argParser(
          nodes,
        ),
      )
      .option('--lost', 'the node is gone: restore its homes from their newest backups'),
  )
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
    });
}

function rebootCommand(): Command {
  return withPlan(
    new Command('reboot')
      .description('Restart the machines of nodes one after another, for a new kernel for example.')
      .argument('[nodes...]', 'the nodes whose machines are restarted (default: all)')
      .option('--needed', 'only those whose system asks for it'),
  )
    .addHelpText(
      'after',
      helpText(`
Each node is cordoned, the servers of users on it are stopped, its machine restarts, and once node and hub are ready, it is uncordoned.
Agents come first. If a machine does not come back, no other is restarted. If the command fails or is killed, run it again within a
day: it continues, and restarts no machine twice. A node that you have cordoned yourself stays cordoned.

Examples:
  npx hubwright node reboot --needed --dry-run
  npx hubwright node reboot agent-1 agent-2`),
    )
    .action(async (nodes: string[], options: NodeRebootOptions) => {
      const { runNodeReboot } = await import('./run-node-reboot.ts');
      await runNodeReboot(nodes, options);
    });
}

function nodes(text: string): string[] {
  const names = text.split(',').map((it) => it.trim());
  if (names.includes('')) throw new InvalidArgumentError('Write names of nodes with commas between them.');
  return names;
}
