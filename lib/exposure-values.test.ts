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
