import { expect, test } from '@jest/globals';
import { App } from 'cdk8s';
import { parse } from 'yaml';
import { complaints, load } from '../settings/testing.ts';
import { HubwrightCharts } from './hubwright-charts.ts';

const config = (hub: object) => new HubwrightCharts(new App(), load({ hub }).platform).clientAddresses?.config.toJson();

test("Traefik's values are left alone unless it is to see where clients come from", () => {
  expect(config({})).toBeUndefined();
});

test('a Traefik on each node sees where clients come from', () => {
  const { kind, metadata, spec } = config({ clientAddresses: true });
  expect(kind).toBe('HelmChartConfig');
  expect(metadata).toEqual({
    name: 'traefik',
    namespace: 'kube-system',
    labels: { 'app.kubernetes.io/managed-by': 'hubwright' },
  });
  expect(parse(spec.valuesContent)).toEqual({
    deployment: { kind: 'DaemonSet' },
    service: { spec: { externalTrafficPolicy: 'Local' } },
  });
});

test('without Traefik there is nothing to set', () => {
  const hub = { clientAddresses: true, exposure: 'nodePort' };
  expect(complaints(() => load({ hub }))).toContainEqual(
    expect.stringContaining(
      'hub.clientAddresses: concerns Traefik, but hub.exposure is "nodePort"; remove it, or set hub.exposure to "ingress"',
    ),
  );
});
