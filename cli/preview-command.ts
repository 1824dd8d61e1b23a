import { Command, InvalidArgumentError } from 'commander';
import type { PreviewOptions } from '../preview/preview.ts';
import { reportErrors } from './errors.ts';

/** `hubwright preview`: the platform on this machine. */
export function previewCommand(): Command {
  return new Command('preview')
    .option('--port <number>', 'port of 127.0.0.1 to listen on', parsePort, 8000)
    .option('--host <name>', 'another host name that browsers may use, NAME or NAME:PORT; can be repeated', addHost, [])
    .option('--reset', 'start with empty homes and an empty database', false)
    .option('--json', 'print only one line of JSON when it is ready', false)
    .action(async ({ host: hosts, ...options }: Omit<PreviewOptions, 'hosts'> & { host: string[] }) => {
      await reportErrors(async () => {
        const { runPreview } = await import('../preview/run.ts');
        await runPreview({ ...options, hosts });
      });
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) throw new InvalidArgumentError('expected 1 to 65535');
  return port;
}

function addHost(text: string, others: readonly string[]): string[] {
  if (!/^([a-z\d.-]+|\[[\da-f:]+\])(:\d{1,5})?$/i.test(text)) {
    throw new InvalidArgumentError('expected a host name, such as preview.example.com or localhost:9000');
  }
  return [...others, text];
}
