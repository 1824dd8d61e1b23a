import { CERTIFICATE_RESOLVER } from '../../platform/ingress-class.ts';
import { names, OURS } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import { forDisplay } from '../../system/exec.ts';
import { UserError } from '../../system/user-error.ts';
import type { Action, Known } from '../plan/step.ts';

const [LABEL, US] = Object.entries(OURS)[0] as [string, string];
const ASK = [
  ...['k3s', 'kubectl', 'get', 'helmchartconfigs.helm.cattle.io', '-n', names.controllerNamespace, names.traefik],
  ...['--ignore-not-found', '-o', `jsonpath=config-by:{.metadata.labels.${LABEL.replaceAll('.', '\\.')}};`],
];

/** The setting for which ours is there, and what to do where it cannot be. */
const CLIENT_ADDRESSES = [
  'hub.clientAddresses',
  'set hub.clientAddresses: false, and in yours deployment.kind: DaemonSet and service.spec.externalTrafficPolicy: Local',
] as const;
const CERTIFICATES = [
  'hub.tls.type "letsEncrypt"',
  `delete yours if nothing needs it; or set hub.tls.type: selfSigned, and in hub.ingress.annotations ${CERTIFICATE_RESOLVER} with the name of a certificatesResolver of yours`,
] as const;

/** Refuses to go on where somebody else has written the one HelmChartConfig of Traefik: ours would replace it. */
export function ownTraefikConfig({ hub }: Pick<Platform, 'hub'>, isDone: (known: Known) => boolean): Action {
  const [what, instead] = hub.tls.type === 'letsEncrypt' ? CERTIFICATES : CLIENT_ADDRESSES;
  return {
    command: forDisplay(ASK[0] ?? '', ASK.slice(1)),
    isDone,
    run: async ({ host, signal }) => {
      const { stdout } = await host.run(ASK, { sudo: true, signal });
      const writer = /config-by:([^;]*);/.exec(stdout)?.[1];
      if (writer === undefined || writer === US) return;
      throw new UserError(
        `the cluster has a HelmChartConfig "${names.traefik}" that is not Hubwright's, and ${what} would replace it`,
        {
          fix: instead,
        },
      );
    },
  };
}
