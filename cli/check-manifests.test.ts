import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { appliedSize } from '../lib/object-size.ts';
import { checkManifests } from './check-manifests.ts';

const NOISE = randomBytes(200_000).toString('base64');

test.each([
  [
    'jupyterhub',
    { chartContent: NOISE },
    'take the chart from a repository on your network instead of embedding its archive, or make certificateAuthority and files in hub.values smaller',
  ],
  [
    'jupyterhub',
    { chart: 'jupyterhub', valuesContent: NOISE },
    'make certificateAuthority and files in hub.values smaller',
  ],
  ['loki', { chart: 'loki', valuesContent: NOISE }, 'make its values smaller'],
])('of a release that is too large, it is said what to make smaller: %s', (name, spec, fix) => {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-manifests-'));
  const release = { kind: 'HelmChart', metadata: { name, namespace: 'kube-system' }, spec };
  writeFileSync(join(folder, 'own.k8s.yaml'), stringify(release));
  expect(() => checkManifests(folder, 'v1.36.5+k3s1')).toThrow(`at most 250 KiB); ${fix}\n`);
});

test('what k3s could not keep apart or apply is refused, all at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-manifests-'));
  const large = {
    kind: 'Secret',
    metadata: { name: 'large' },
    stringData: { noise: NOISE },
  };
  writeFileSync(join(folder, 'coredns.k8s.yaml'), '');
  writeFileSync(join(folder, 'mine.k8s.yaml'), stringify(large));
  writeFileSync(join(folder, 'mine.other.yaml'), stringify({ ...large, stringData: {} }));
  const idle = { kind: 'HelmChart', metadata: { name: 'loki', namespace: 'kube-system' }, spec: {} };
  writeFileSync(join(folder, 'zz.k8s.yaml'), stringify(idle));
  expect(() => checkManifests(folder, 'v1.36.5+k3s1')).toThrow(
    [
      'coredns.k8s.yaml: k3s would take it for the same AddOn, "coredns", as a component of k3s; give the chart another id',
      `mine.k8s.yaml: Secret/large is too large for k3s to apply (${Math.ceil(appliedSize(large) / 1024)} KiB compressed, at most 250 KiB); split it in two, or make what is in it smaller`,
      'mine.other.yaml: k3s would take it for the same AddOn, "mine", as mine.k8s.yaml; give the chart another id',
      'zz.k8s.yaml: HelmChart kube-system/loki: k3s ignores it, as it names no chart; set spec.chart or spec.chartContent',
      'nothing was written to dist/',
    ].join('\n'),
  );
});

describe("Helm's record of the hub's release", () => {
  const file = (bytes: number) => ({ mountPath: '/etc/own', binaryData: randomBytes(bytes).toString('base64') });
  const withFiles = (shown: number, secret: number) => {
    const folder = mkdtempSync(join(tmpdir(), 'hubwright-manifests-'));
    const valuesContent = stringify({ hub: { extraFiles: { own: file(shown) } } });
    const spec = { chart: 'jupyterhub', version: '4.4.0', repo: 'https://hub.jupyter.org/helm-chart/', valuesContent };
    const metadata = { name: 'jupyterhub', namespace: 'kube-system' };
    writeFileSync(join(folder, 'hubwright-hub.k8s.yaml'), stringify({ kind: 'HelmChart', metadata, spec }));
    const stringData = { 'values.yaml': stringify({ singleuser: { extraFiles: { own: file(secret) } } }) };
    const values = { kind: 'Secret', metadata: { ...metadata, name: 'hubwright-secret-values' }, stringData };
    writeFileSync(join(folder, 'hubwright-credentials.k8s.yaml'), stringify(values));
    return folder;
  };

  test('has to have room for the values of both objects, of which each alone could be applied', () => {
    expect(() => checkManifests(withFiles(125_000, 125_000), 'v1.36.5+k3s1')).toThrow(
      /^hubwright-hub\.k8s\.yaml: Helm could not keep its record of the release jupyterhub \(about 1\d{3} KiB compressed, at most 1024 KiB\), .*; make servers\.files, certificateAuthority and files in hub\.values smaller\n/,
    );
  });

  test('has room for half as much', () => {
    expect(() => checkManifests(withFiles(60_000, 60_000), 'v1.36.5+k3s1')).not.toThrow();
  });
});
