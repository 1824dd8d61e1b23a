import { Command } from 'commander';

/** `hubwright synth`: settings to manifests. */
export function synthCommand(): Command {
  return new Command('synth')
    .description('Turn platform.yaml and users.yaml into the manifests in dist/.')
    .action(async () => {
      await import('../main.ts');
    });
}
