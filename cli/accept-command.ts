import { Command } from 'commander';
import { helpText } from '../system/fit.ts';

/** `hubwright accept`: the acceptance suite against a running hub. */
export function acceptCommand(): Command {
  return new Command('accept')
    .requiredOption('--url <url>', "the hub's address, or the link that a preview printed")
    .requiredOption(
      '--users <name=source...>',
      'two users or more: NAME=env:VARIABLE, NAME=file:PATH, or NAME=- to be prompted for the password',
    )
    .option('--image <name>', 'image to choose in the form (default: the preselected one)')
    .option('--size <name>', 'size to choose in the form (default: the preselected one)')
    .option('--timeout <duration>', 'time limit for everything', '20m')
    .option('--step-timeout <duration>', 'time limit for one step, such as starting a server', '5m')
    .option('--report <folder>', 'folder for the report (default: .hubwright/acceptance/<time>)')
    .option('--browser <path>', 'path of Chromium, Chrome or Edge (default: $CHROMIUM, or the first on PATH)')
    .option('--headed', 'show the browser window')
    .option('--ignore-certificate', 'accept a self-signed certificate')
    .addHelpText(
      'after',
      helpText(
        '\nExample:\n  hubwright accept --url https://hub.example.com --users user1=env:USER1_PASSWORD user2=file:./user2.txt',
      ),
    )
    .action(async (options) => {
      const { accept } = await import('../acceptance/accept.ts');
      await accept(options);
    });
}
