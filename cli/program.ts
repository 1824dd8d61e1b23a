import { Command } from 'commander';
import { reportErrors } from './errors.ts';
import { synthCommand } from './synth-command.ts';
import { upCommand } from './up-command.ts';

const program = new Command('hubwright')
  .description('JupyterHub on your own hardware, from one typed file.')
  .addCommand(synthCommand())
  .addCommand(upCommand())
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await reportErrors(async () => {
  await program.parseAsync();
});
