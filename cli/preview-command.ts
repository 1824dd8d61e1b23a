import { Command, InvalidArgumentError } from 'commander';
import { reportErrors } from './errors.ts';

/** Options of `hubwright preview`. */
export interface PreviewOptions {
  readonly port: number;
  readonly reset: boolean;
  readonly json: boolean;
}

/** `hubwright preview`: the platform on this machine. */
export function previewCommand(): Command {
  return new Command('preview')
    .description('Run the real hub on this machine, without a cluster, with what dist/ says.')
    .option('--port <number>', 'port of 127.0.0.1 to listen on', parsePort, 8000)
    .option('--reset', 'begin with empty homes and an empty database', false)
    .option('--json', 'print nothing but one line of JSON when it is ready', false)
    .action(async (options: PreviewOptions) => {
      await reportErrors(async () => {
        const { runPreview } = await import('../preview/run.ts');
        await runPreview(options);
      });
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) throw new InvalidArgumentError('expected 1 to 65535');
  return port;
}
