import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { chartValues } from './chart-values.ts';

const service = (values: Record<string, unknown>) => ({ proxy: { service: values } });

test.each([
  ['behind Traefik', {}, true],
  ['at a port of the nodes', { exposure: 'nodePort' }, false],
  ['at a load balancer', { exposure: 'loadBalancer' }, false],
  ['at a port besides', { values: service({ type: 'NodePort' }) }, false],
  ['behind no Ingress', { values: { ingress: { enabled: false } } }, false],
  [
    'at a port, and raw values bring it behind an Ingress',
    { exposure: 'nodePort', values: { ingress: { enabled: true }, ...service({ type: 'ClusterIP' }) } },
    true,
  ],
])('the hub believes who says where a client is %s: %s', (_, hub: object, realIp) => {
  const cluster = {
    provider: 'local',
    ...('exposure' in hub && hub.exposure === 'loadBalancer' && { disable: ['traefik'] }),
  };
  const { platform } = load({ hub, cluster });
  expect(chartValues(platform).custom).toMatchObject({ hubwright: { realIp } });
});

const ingressOf = (hub: object) => chartValues(load({ hub, cluster: { provider: 'local' } }).platform).ingress;

test("annotations join those of the hub's certificate", () => {
  const annotations = { 'external-dns.alpha.kubernetes.io/ttl': '300' };
  expect(ingressOf({ ingress: { annotations } })?.annotations).toEqual(annotations);
  expect(ingressOf({})).not.toHaveProperty('annotations');
  const host = 'hub.example.com';
  expect(
    ingressOf({ host, tls: { type: 'certManager', issuer: 'le' }, ingress: { annotations } })?.annotations,
  ).toEqual({
    ...annotations,
    'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
    'traefik.ingress.kubernetes.io/router.tls': 'true',
    'cert-manager.io/cluster-issuer': 'le',
  });
});
