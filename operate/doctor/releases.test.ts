import { expect, test } from '@jest/globals';
import type { ReleaseStatus } from '../release-status.ts';
import { failedUpgradeCheck, releaseChecks } from './releases.ts';
import { reportOf } from './testing.ts';

const GRAFANA: ReleaseStatus = {
  ...{ name: 'grafana', namespace: 'monitoring', version: '8.5.1', revision: 2 },
  ...{ isDeployed: true, isReady: true, failures: 0, message: '' },
};
const check = (changes: Partial<ReleaseStatus>) => releaseChecks([{ ...GRAFANA, ...changes }]).map(reportOf);

test('a release of main.ts that runs, beside that of the hub', () => {
  const checks = releaseChecks([{ ...GRAFANA, name: 'jupyterhub', isDeployed: false }, GRAFANA]);
  expect(checks.map((it) => [it.id, it.state])).toEqual([['release/grafana', 'ok']]);
});

test('one that Helm could not install', () => {
  const message = 'namespaces "monitoring" not found\nmore';
  expect(check({ isDeployed: false, isReady: false, failures: 2, message })).toEqual([
    [
      'problems: ',
      'error: grafana: it is not deployed: namespaces "monitoring" not found; its job has failed 2 times | it is not installed, or in an older form | Correct what makes it in main.ts, then `npx hubwright up --only release/grafana` says more.',
    ],
  ]);
});

test('one whose pods do not run', () => {
  const message = 'Deployment monitoring/grafana: 0 of 1 pods; grafana-0: ImagePullBackOff: not found';
  expect(check({ isReady: false, message })).toEqual([
    [
      'problems: ',
      `error: grafana: it is not ready: ${message} | it does not work | See why: \`k3s kubectl get events -n monitoring\` on the first server.`,
    ],
  ]);
});

test('one that k3s uninstalls when an upgrade fails', () => {
  const chart = (name: string, more = '') =>
    `kind: HelmChart\nmetadata: { name: ${name}, namespace: kube-system }\nspec: { chart: ${name}${more} }\n`;
  const manifests = new Map([
    ['hub.k8s.yaml', chart('jupyterhub', ', failurePolicy: abort')],
    ['monitoring.k8s.yaml', `${chart('loki', ', failurePolicy: abort')}---\n${chart('grafana')}`],
  ]);
  expect(reportOf(failedUpgradeCheck(manifests))).toEqual([
    'problems: ',
    'warning: grafana: monitoring.k8s.yaml: k3s uninstalls it when an upgrade fails | its volumes can be deleted with it | Make it with `HelmRelease`, or set `failurePolicy: abort` in its `spec`.',
  ]);
});
