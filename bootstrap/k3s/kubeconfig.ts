import { dueForRenewal } from '../../cluster/certificates.ts';
import { saveSecret } from '../../cluster/cluster-folder.ts';
import { reachableAddress } from '../../cluster/hub-address.ts';
import { isKubeconfigOf, kubeconfigFor } from '../../cluster/kubeconfig.ts';
import { addressOf, paths } from '../../cluster/node-config.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Step } from '../plan/step.ts';
import { StepFailure } from '../plan/step-error.ts';

/** Fetches the kubeconfig into the cluster's folder, with the server's address and a context of its own. */
export function kubeconfig({ node, facts }: PlannedNode, { platform, folder, kubeconfig }: PlanInput): Step {
  const address = reachableAddress(node.address, addressOf(node, facts));
  return {
    id: 'kubeconfig',
    title: 'Fetch the kubeconfig',
    host: node.name,
    needs: ['token'],
    actions: [
      {
        command: `cat ${paths.kubeconfig} > ${folder}/kubeconfig`,
        isDone: (known) => {
          // A restart renews the certificate in it.
          if (dueForRenewal(node, facts) !== undefined) return false;
          const source = known.facts.get(node.name)?.files.get(paths.kubeconfig)?.sha256;
          return kubeconfig !== undefined && source !== undefined && isKubeconfigOf(kubeconfig, source, address);
        },
        run: async ({ host }) => {
          const text = await host.read(paths.kubeconfig);
          if (text === undefined) throw new StepFailure(`there is no ${paths.kubeconfig}`);
          saveSecret(folder, 'kubeconfig', kubeconfigFor(text, platform.cluster.name, address));
        },
      },
    ],
  };
}
