import { describe, expect, test } from '@jest/globals';
import { Chart, Duration, Testing } from 'cdk8s';
import { HelmRelease, type HelmReleaseProps } from './helm-release.ts';
import { SecretValues } from './secret-values.ts';

const PROPS: HelmReleaseProps = {
  name: 'grafana',
  namespace: { name: 'monitoring' },
  source: { repository: 'https://grafana.github.io/helm-charts', chart: 'grafana', version: '8.5.1' },
};

function release(props: Partial<HelmReleaseProps> = {}) {
  const chart = new Chart(Testing.app(), 'monitoring');
  return new HelmRelease(chart, 'Grafana', { ...PROPS, ...props }).helmChart.toJson();
}

describe('a release', () => {
  test('has safe defaults', () => {
    expect(release()).toMatchInlineSnapshot(`
      {
        "apiVersion": "helm.cattle.io/v1",
        "kind": "HelmChart",
        "metadata": {
          "name": "grafana",
          "namespace": "kube-system",
        },
        "spec": {
          "chart": "grafana",
          "createNamespace": false,
          "failurePolicy": "abort",
          "repo": "https://grafana.github.io/helm-charts",
          "targetNamespace": "monitoring",
          "timeout": "10m",
          "version": "8.5.1",
        },
      }
    `);
  });

  test('comes from a registry, or from an archive', () => {
    const { spec } = release({ source: { chart: 'oci://ghcr.io/grafana/helm-charts/grafana', version: '8.5.1' } });
    expect(spec).toMatchObject({ chart: 'oci://ghcr.io/grafana/helm-charts/grafana', version: '8.5.1' });
    expect(spec).not.toHaveProperty('repo');
    expect(release({ source: { archive: 'H4sI' } }).spec).toMatchObject({ chartContent: 'H4sI' });
  });

  test('shows its values, and of secret ones only where they are', () => {
    const chart = new Chart(Testing.app(), 'monitoring');
    const secretValues = new SecretValues(chart, 'Values', { name: 'grafana-values', values: { password: 's3cret' } });
    const values = { replicas: 2 };
    const { spec } = new HelmRelease(chart, 'Grafana', { ...PROPS, values, secretValues }).helmChart.toJson();
    expect(spec).toMatchObject({
      valuesContent: 'replicas: 2\n',
      valuesSecrets: [{ name: 'grafana-values', keys: ['values.yaml'] }],
    });
    expect(JSON.stringify(chart.toJson())).toContain('s3cret');
  });

  test('says what its pods need, where only its author knows', () => {
    const { metadata } = release({ images: ['a/b:1', 'c:2'], requests: { cpu: '500m', memory: '1Gi' } });
    expect(metadata.annotations).toEqual({
      'hubwright/images': 'a/b:1 c:2',
      'hubwright/requests': '{"cpu":"500m","memory":"1Gi"}',
    });
  });

  test('stays where that is wanted', () => {
    const { metadata, spec } = release({ keep: true, timeout: Duration.hours(1), createNamespace: true });
    expect(metadata.labels).toEqual({ 'objectset.rio.cattle.io/prune': 'false' });
    expect(spec).toMatchObject({ timeout: '60m', createNamespace: true });
  });
});

test.each<[Partial<HelmReleaseProps>, string]>([
  [
    { name: 'Grafana' },
    'HelmRelease name: "Grafana" cannot be the name of a release: write lower-case letters, digits and "-", at most 50 of them',
  ],
  [{ name: 'x'.repeat(51) }, 'at most 50 of them'],
  [
    { source: { repository: 'oci://ghcr.io/grafana', chart: 'grafana', version: '1' } },
    "HelmRelease grafana: a chart in a registry has no repository: write source: { chart: 'oci://HOST/PATH', version }",
  ],
  [
    { requests: { memory: '512 MB' } },
    'HelmRelease grafana: requests.memory: "512 MB" is no quantity: write one such as 512Mi',
  ],
  [{ requests: { cpu: 'half' } }, 'requests.cpu: "half" is no quantity: write one such as 500m'],
  [{ images: ['a b'] }, 'images: "a b" is no image: write one such as docker.io/grafana/grafana:12.1.0'],
])('%j is refused', (props, message) => {
  expect(() => release(props)).toThrow(message);
});
