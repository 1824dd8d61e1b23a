import { expect, test } from '@jest/globals';
import { fakeHost } from '../testing.ts';
import { ownTraefikConfig } from './traefik.ts';

const LABELLED = String.raw`jsonpath=config-by:{.metadata.labels.app\.kubernetes\.io/managed-by};`;

async function look(stdout: string) {
  const commands: string[] = [];
  const host = fakeHost('server-1', {
    run: async (argv) => {
      commands.push(argv.join(' '));
      return { exitCode: 0, stdout, stderr: '' };
    },
  });
  const known = { facts: new Map(), joinToken: undefined, changes: 0, look: undefined };
  await ownTraefikConfig(() => false).run({ host, known, signal: new AbortController().signal, progress: () => {} });
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
