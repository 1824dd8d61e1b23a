import { Command } from 'commander';

/** `hubwright kubeconfig`: access with kubectl. */
export function kubeconfigCommand(): Command {
  return new Command('kubeconfig')
    .option('--merge', 'add its context to the first existing file of KUBECONFIG, else to ~/.kube/config')
    .action(async (options: { merge?: boolean }) => {
      const { runKubeconfig } = await import('./run-kubeconfig.ts');
      await runKubeconfig(options);
    });
}
