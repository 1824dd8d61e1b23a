import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { acceptCommand } from './accept-command.ts';
import { diffCommand } from './diff-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { downCommand } from './down-command.ts';
import { reportErrors } from './errors.ts';
import { imageCommand } from './image-command.ts';
import { kubeconfigCommand } from './kubeconfig-command.ts';
import { previewCommand } from './preview-command.ts';
import { statusCommand } from './status-command.ts';
import { synthCommand } from './synth-command.ts';
import { upCommand } from './up-command.ts';
import { userCommand } from './user-command.ts';

const program = new Command('hubwright')
  .description('JupyterHub on your own hardware, from one typed file.')
  .version(manifest.version)
  .addCommand(synthCommand())
  .addCommand(imageCommand())
  .addCommand(doctorCommand())
  .addCommand(upCommand())
  .addCommand(statusCommand())
  .addCommand(kubeconfigCommand())
  .addCommand(downCommand())
  .addCommand(diffCommand())
  .addCommand(userCommand())
  .addCommand(previewCommand())
  .addCommand(acceptCommand());
exitWithTwo(program);

// A terminal that was closed, or a reader like `head` that has enough, is no reason to leave work half done.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

await reportErrors(async () => {
  await program.parseAsync();
});

/** Wrong usage exits with 2, of a command in a command too. */
function exitWithTwo(command: Command): void {
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  for (const inner of command.commands) exitWithTwo(inner);
}
