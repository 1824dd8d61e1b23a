import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { versions } from '../platform/versions.ts';
import { toYaml } from '../system/yaml.ts';
import { HelmRelease } from './helm-release.ts';
import { idleConfigs, otherReleases, readReleases, releaseProblems } from './releases.ts';

const object = (kind: string, name: string, spec: object = {}, metadata: object = {}) =>
  toYaml({ apiVersion: 'helm.cattle.io/v1', kind, metadata: { name, namespace: 'kube-system', ...metadata }, spec });
const helmChart = (name: string, spec: object = {}, metadata: object = {}) =>
  object('HelmChart', name, { chart: name, targetNamespace: `of-${name}`, ...spec }, metadata);
const file = (...objects: string[]) => new Map([['mine.k8s.yaml', objects.join('---\n')]]);

describe('the releases of manifests', () => {
  test('are those that HelmRelease makes', () => {
    const chart = new Chart(new App(), 'monitoring');
    new HelmRelease(chart, 'Grafana', {
      name: 'grafana',
      namespace: { name: 'monitoring' },
      source: { repository: 'https://charts.example.com', chart: 'grafana', version: '8.5.1' },
      images: ['a/b:1', 'c:2'],
      requests: { cpu: '100m' },
    });
    const manifests = new Map([['monitoring.k8s.yaml', chart.toJson().map(toYaml).join('---\n')]]);
    expect(readReleases(manifests)).toEqual([
      {
        id: 'grafana',
        name: 'grafana',
        namespace: 'kube-system',
        targetNamespace: 'monitoring',
        records: 'secrets',
        timeout: 10,
        failurePolicy: 'abort',
        file: 'monitoring.k8s.yaml',
        chart: 'grafana',
        repository: 'https://charts.example.com',
        version: '8.5.1',
        images: ['a/b:1', 'c:2'],
        requests: { cpu: '100m' },
      },
    ]);
  });

  test.each<[string, string, object]>([
    [
      'by hand, with nothing but a chart',
      object('HelmChart', 'a', { chart: 'a' }),
      { targetNamespace: 'kube-system', timeout: 5, failurePolicy: 'reinstall' },
    ],
    ['in another namespace', helmChart('a', {}, { namespace: 'mine' }), { id: 'mine/a', namespace: 'mine' }],
    ['in no namespace, which is the default one', helmChart('a', {}, { namespace: undefined }), { id: 'default/a' }],
    [
      'whose chart is in it',
      helmChart('a', { chartContent: 'H4sI', version: '1' }),
      { chart: undefined, version: undefined },
    ],
    ['with records in ConfigMaps', helmChart('a', { driver: 'configmap' }), { records: 'configmaps' }],
    ['with a time of Go', helmChart('a', { timeout: '1h30m30s' }), { timeout: 91 }],
    [
      'whose failure policy a HelmChartConfig sets',
      [
        helmChart('a', { failurePolicy: 'reinstall' }),
        object('HelmChartConfig', 'a', { failurePolicy: 'abort' }),
        object('HelmChartConfig', 'b', { failurePolicy: 'reinstall' }),
      ].join('---\n'),
      { failurePolicy: 'abort' },
    ],
    ['that is needed for the network', helmChart('a', { bootstrap: true }), { id: 'a' }],
    ['without what only its author knows', helmChart('a'), { images: undefined, requests: undefined }],
    [
      'with what its author got wrong',
      helmChart('a', {}, { annotations: { 'hubwright/requests': '{' } }),
      { requests: undefined },
    ],
  ])('%s', (_, text, expected) => {
    expect(readReleases(file(text))).toEqual([expect.objectContaining(expected)]);
  });

  test('several of one file, beside other objects, and not those of another controller', () => {
    const others = [
      helmChart('b', {}, { annotations: { 'helmcharts.helm.cattle.io/unmanaged': '' } }),
      helmChart('c', {}, { annotations: { 'helmcharts.cattle.io/managed-by': 'rke2' } }),
      object('HelmChartConfig', 'traefik'),
      object('Secret', 'kind: HelmChart'),
    ];
    const manifests = file(helmChart('a'), ...others, helmChart('d'), helmChart('jupyterhub'));
    expect(readReleases(manifests).map((it) => it.id)).toEqual(['a', 'd', 'jupyterhub']);
    expect(otherReleases(manifests).map((it) => it.id)).toEqual(['a', 'd']);
    expect(releaseProblems(manifests, versions.k3s)).toEqual([]);
    expect(readReleases(file('kind: HelmChart\n', 'kind: HelmChart\nmetadata: [', ''))).toEqual([]);
  });
});

const GUARDED = object('Namespace', 'guarded', {}, { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } });

test.each<[string, string[], string]>([
  [
    'names no chart',
    [object('HelmChart', 'a', { repo: 'https://charts.example.com' })],
    'HelmChart kube-system/a: k3s ignores it, as it names no chart; set spec.chart or spec.chartContent',
  ],
  [
    'is for Helm 2',
    [helmChart('a', { helmVersion: 'v2' })],
    'HelmChart kube-system/a: k3s has Helm v3 alone, and refuses helmVersion "v2"; leave it out',
  ],
  [
    'has a name that is too long for a job',
    [helmChart('a'.repeat(51))],
    `HelmChart kube-system/${'a'.repeat(51)}: its job, helm-install-NAME, may have 63 characters; give it a name of at most 50`,
  ],
  [
    'has a job that its namespace refuses',
    [GUARDED, helmChart('a', { bootstrap: true }, { namespace: 'guarded' })],
    'HelmChart guarded/a: its job uses the network of its node, which the namespace refuses; put it into kube-system',
  ],
  [
    'installs what another one does',
    [helmChart('a'), helmChart('a', {}, { namespace: 'mine' })],
    'HelmChart mine/a: k3s would take its release for that of HelmChart kube-system/a in mine.k8s.yaml; give it another name',
  ],
  [
    'has the name of ours, and no target namespace',
    [helmChart('jupyterhub'), object('HelmChart', 'jupyterhub', { chart: 'a' }, { namespace: 'mine' })],
    'HelmChart mine/jupyterhub: k3s would take its release for that of HelmChart kube-system/jupyterhub in mine.k8s.yaml; give it another name',
  ],
])('a HelmChart that %s can never work', (_, objects, fault) => {
  expect(releaseProblems(file(...objects), versions.k3s)).toEqual([`mine.k8s.yaml: ${fault}`]);
});

test('of a name twice each may go into a namespace of its own', () => {
  const other = helmChart('a', { targetNamespace: 'elsewhere' }, { namespace: 'mine' });
  expect(releaseProblems(file(helmChart('a'), other), versions.k3s)).toEqual([]);
});

test('a HelmChartConfig needs its HelmChart', () => {
  const config = (name: string, namespace: string) => object('HelmChartConfig', name, {}, { namespace });
  const text = file(helmChart('a'), config('a', 'kube-system'), config('traefik', 'kube-system'), config('a', 'mine'));
  expect(idleConfigs(text)).toEqual([
    'mine.k8s.yaml: HelmChartConfig mine/a changes nothing, as there is no HelmChart mine/a',
  ]);
});

test.each([
  [
    '>=1.99.0-0',
    [
      'mine.k8s.yaml: HelmChart kube-system/a: its chart needs Kubernetes >=1.99.0-0, and this is v1.36.5; take another version of the chart, or set cluster.k3sVersion',
    ],
  ],
  ['>=1.28.0-0', []],
  // A form that is not read here.
  ['^1.99', []],
  [undefined, []],
])('a chart in the manifest that needs Kubernetes %s', (kubeVersion, problems) => {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-chart-'));
  mkdirSync(join(folder, 'own'));
  writeFileSync(join(folder, 'own/Chart.yaml'), toYaml({ name: 'own', version: '1.0.0', kubeVersion }));
  const chartContent = execFileSync('tar', ['-cz', '-C', folder, 'own']).toString('base64');
  expect(releaseProblems(file(object('HelmChart', 'a', { chartContent })), 'v1.36.5+k3s1')).toEqual(problems);
});

test('a chart in the manifest that is none is left to k3s', () => {
  expect(releaseProblems(file(object('HelmChart', 'a', { chartContent: 'H4sI' })), versions.k3s)).toEqual([]);
});
