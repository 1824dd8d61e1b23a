import { expect, test } from '@jest/globals';
import { load } from '../../settings/testing.ts';
import { contextOn, fakeHost } from '../testing.ts';
import { ownTraefikConfig } from './traefik.ts';

const LABELLED = String.raw`jsonpath=config-by:{.metadata.labels.app\.kubernetes\.io/managed-by};`;

const hubOf = (hub: object) => load({ cluster: { provider: 'local' }, hub }).platform;
const CLIENTS = hubOf({ clientAddresses: true });

async function look(stdout: string, platform = CLIENTS) {
  const commands: string[] = [];
  const host = fakeHost('server-1', {
    run: async (argv) => {
      commands.push(argv.join(' '));
      return { exitCode: 0, stdout, stderr: '' };
    },
  });
  await ownTraefikConfig(platform, () => false).run(contextOn(host));
  return commands;
}

test('no HelmChartConfig of Traefik, or ours, is as it should be', async () => {
  const ask = `k3s kubectl get helmchartconfigs.helm.cattle.io -n kube-system traefik --ignore-not-found -o ${LABELLED}`;
  expect(await look('')).toEqual([ask]);
  expect(await look('Welcome\nconfig-by:hubwright;')).toEqual([ask]);
});

test.each(['config-by:;', 'config-by:Helm;', 'Welcome\nconfig-by:;'])(
  'another one, %j, is not replaced',
  async (output) => {
    await expect(look(output)).rejects.toMatchObject({
      message:
        'the cluster has a HelmChartConfig "traefik" that is not Hubwright\'s, and hub.clientAddresses would replace it',
      fix: 'set hub.clientAddresses: false, and in yours deployment.kind: DaemonSet and service.spec.externalTrafficPolicy: Local',
    });
  },
);

test('for certificates too, another one is not replaced', async () => {
  const platform = hubOf({ host: 'hub.example.com', tls: { type: 'letsEncrypt', email: 'it@example.com' } });
  await expect(look('config-by:Helm;', platform)).rejects.toMatchObject({
    message:
      'the cluster has a HelmChartConfig "traefik" that is not Hubwright\'s, and hub.tls.type "letsEncrypt" would replace it',
    fix: 'delete yours if nothing needs it; or set hub.tls.type: selfSigned, and in hub.ingress.annotations traefik.ingress.kubernetes.io/router.tls.certresolver with the name of a certificatesResolver of yours',
  });
});
