import { Command } from 'commander';
import { downCommand } from './down-command.ts';
import { reportErrors } from './errors.ts';
import { kubeconfigCommand } from './kubeconfig-command.ts';
import { statusCommand } from './status-command.ts';
import { synthCommand } from './synth-command.ts';
import { upCommand } from './up-command.ts';

const program = new Command('hubwright')
  .description('JupyterHub on your own hardware, from one typed file.')
  .addCommand(synthCommand())
  .addCommand(upCommand())
  .addCommand(statusCommand())
  .addCommand(kubeconfigCommand())
  .addCommand(downCommand())
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await reportErrors(async () => {
  await program.parseAsync();
});
