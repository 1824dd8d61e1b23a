import { Command } from 'commander';
import { helpText } from '../system/fit.ts';

/** `hubwright accept`: the acceptance suite against a running hub. */
export function acceptCommand(): Command {
  return new Command('accept')
    .requiredOption('--url <url>', "the hub's address, or the link of a preview")
    .requiredOption(
      '--users <name=source...>',
      'two users or more: NAME=env:VARIABLE, NAME=file:PATH, or NAME=- to be asked for the password',
    )
    .option('--image <name>', 'the image to choose in the form (default: the one that is chosen beforehand)')
    .option('--size <name>', 'the size to choose in the form (default: the one that is chosen beforehand)')
    .option('--timeout <duration>', 'the longest time for everything', '20m')
    .option('--step-timeout <duration>', 'the longest time for one step, such as starting a server', '5m')
    .option('--report <folder>', 'where the report goes (default: .hubwright/acceptance/<time>)')
    .option('--browser <path>', 'Chromium, Chrome or Edge (default: $CHROMIUM, or the first on PATH)')
    .option('--headed', 'show the browser at work')
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
