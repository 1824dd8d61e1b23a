import { names, OURS } from '../../platform/names.ts';
import { forDisplay } from '../../system/exec.ts';
import { UserError } from '../../system/user-error.ts';
import type { Action, Known } from '../plan/step.ts';

const [LABEL, US] = Object.entries(OURS)[0] as [string, string];
const ASK = [
  ...['k3s', 'kubectl', 'get', 'helmchartconfigs.helm.cattle.io', '-n', names.controllerNamespace, names.traefik],
  ...['--ignore-not-found', '-o', `jsonpath=config-by:{.metadata.labels.${LABEL.replaceAll('.', '\\.')}};`],
];

/** Refuses to go on where somebody else has written the one HelmChartConfig of Traefik: ours would replace it. */
export function ownTraefikConfig(isDone: (known: Known) => boolean): Action {
  return {
    command: forDisplay(ASK[0] ?? '', ASK.slice(1)),
    isDone,
    run: async ({ host, signal }) => {
      const { stdout } = await host.run(ASK, { sudo: true, signal });
      const writer = /config-by:([^;]*);/.exec(stdout)?.[1];
      if (writer === undefined || writer === US) return;
      throw new UserError(
        `the cluster has a HelmChartConfig "${names.traefik}" that is not Hubwright's, and hub.clientAddresses would replace it`,
        {
          fix: 'set hub.clientAddresses: false, and in yours deployment.kind: DaemonSet and service.spec.externalTrafficPolicy: Local',
        },
      );
    },
  };
}
