import { Command } from 'commander';
import { acceptCommand } from './accept-command.ts';
import { reportErrors } from './errors.ts';
import { previewCommand } from './preview-command.ts';
import { synthCommand } from './synth-command.ts';

const program = new Command('hubwright')
  .description('JupyterHub on your own hardware, from one typed file.')
  .addCommand(synthCommand())
  .addCommand(acceptCommand())
  .addCommand(previewCommand())
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await reportErrors(async () => {
  await program.parseAsync();
});
