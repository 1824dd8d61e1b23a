import { Command } from 'commander';

/** `hubwright status`: how the cluster is. */
export function statusCommand(): Command {
  return new Command('status').option('--json', 'print JSON').action(async (options: { json?: boolean }) => {
    const { runStatus } = await import('./run-status.ts');
    await runStatus(options);
  });
}
