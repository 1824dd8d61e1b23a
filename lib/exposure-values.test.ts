import { expect, test } from '@jest/globals';
import { Testing } from 'cdk8s';
import { MIDDLEWARES } from '../platform/ingress-class.ts';
import { load } from '../settings/testing.ts';
import { chartValues } from './chart-values.ts';
import { WITHOUT_LIMITS } from './exposure-values.ts';
import { HubwrightCharts } from './hubwright-charts.ts';

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

test.each([
  ['nginx', {}, false],
  ['traefik', {}, true],
  ['traefik', { values: { ingress: { ingressClassName: 'haproxy' } } }, false],
])('of the controller "%s" with %j, what it says of clients is believed: %s', (className, hub, realIp) => {
  const { platform } = load({ hub: { ingress: { className }, ...hub } });
  expect(chartValues(platform).custom).toMatchObject({ hubwright: { realIp } });
});

const NO_TLS: object = { type: 'none' };
const EXTERNAL = { host: 'hub.example.com', tls: { type: 'external' }, baseUrl: '/lab/' };
const manifestsOf = (hub: object) => {
  const app = Testing.app();
  new HubwrightCharts(app, load({ hub }).platform);
  return JSON.stringify(app.charts.flatMap((chart) => Testing.synth(chart)));
};

test.each<[object, { readonly annotations?: object; readonly hosts: object; readonly tls?: object }]>([
  [NO_TLS, { hosts: ['hub.example.com'] }],
  [EXTERNAL.tls, { hosts: ['hub.example.com'] }],
  [
    { type: 'secret', name: 'hub-tls' },
    { hosts: ['hub.example.com'], tls: [{ hosts: ['hub.example.com'], secretName: 'hub-tls' }] },
  ],
  [
    { type: 'certManager', issuer: 'le' },
    {
      hosts: ['hub.example.com'],
      annotations: { 'cert-manager.io/cluster-issuer': 'le' },
      tls: [{ hosts: ['hub.example.com'], secretName: 'jupyterhub-tls' }],
    },
  ],
])('another controller gets nothing of Traefik: %j', (tls, values) => {
  const hub = { host: 'hub.example.com', tls, ingress: { className: 'nginx' } };
  const { platform } = load({ hub });
  expect(chartValues(platform).ingress).toEqual({
    ...{ enabled: true, ingressClassName: 'nginx', ...values },
    annotations: { ...WITHOUT_LIMITS, ...values.annotations },
  });
  expect(manifestsOf(hub)).not.toMatch(/traefik|https-redirect/);
  if (![NO_TLS, EXTERNAL.tls].includes(tls)) expect(manifestsOf({ ...hub, ingress: {} })).toMatch(/https-redirect/);
});

test('limits of another controller can be set', () => {
  const own = { 'nginx.org/client-max-body-size': '2g', 'example.com/a': 'b' };
  const hub = { host: 'hub.example.com', ingress: { className: 'nginx', annotations: own } };
  expect(ingressOf(hub)?.annotations).toEqual({ ...WITHOUT_LIMITS, ...own });
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

test('the Ingress names the resolver that obtains its certificate, and no Secret', () => {
  const host = 'hub.example.com';
  expect(ingressOf({ host, tls: { type: 'letsEncrypt', email: 'it@example.com' } })).toEqual({
    ...{ enabled: true, ingressClassName: 'traefik', hosts: [host], tls: [] },
    annotations: {
      'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
      'traefik.ingress.kubernetes.io/router.tls': 'true',
      'traefik.ingress.kubernetes.io/router.tls.certresolver': 'letsencrypt',
    },
  });
});

const urlOf = (hub: object, cluster?: object) =>
  chartValues(load({ hub, ...(cluster && { cluster }) }).platform).hub?.config?.JupyterHub?.public_url;

test('behind a proxy that has the certificate, Traefik says that browsers use HTTPS, and so does the hub', () => {
  const annotations = { [MIDDLEWARES]: 'kube-system-office@kubernetescrd' };
  const ours = 'jupyterhub-forwarded-https@kubernetescrd';
  expect(ingressOf(EXTERNAL)).toMatchObject({ annotations: { [MIDDLEWARES]: ours } });
  expect(ingressOf(EXTERNAL)).not.toHaveProperty('tls');
  expect(ingressOf({ ...EXTERNAL, ingress: { annotations } })?.annotations).toEqual({
    [MIDDLEWARES]: `${ours},kube-system-office@kubernetescrd`,
  });
  const app = Testing.app();
  new HubwrightCharts(app, load({ hub: EXTERNAL }).platform);
  const middlewares = app.charts.flatMap((it) => Testing.synth(it)).filter(({ kind }) => kind === 'Middleware');
  expect(middlewares).toEqual([
    expect.objectContaining({
      metadata: expect.objectContaining({ name: 'forwarded-https', namespace: 'jupyterhub' }),
      spec: { headers: { customRequestHeaders: { 'X-Forwarded-Proto': 'https' } } },
    }),
  ]);
});

test.each<[object, object | undefined]>([
  [{}, undefined],
  [{ ingress: { className: 'nginx' } }, undefined],
  [{ exposure: 'nodePort' }, undefined],
  [{ exposure: 'loadBalancer' }, { provider: 'local', disable: ['traefik'] }],
])('the hub knows its address behind a proxy, also with %j', (hub, cluster) => {
  expect(urlOf({ ...EXTERNAL, ...hub }, cluster)).toBe('https://hub.example.com/lab/');
  expect(urlOf({ ...EXTERNAL, ...hub, tls: NO_TLS }, cluster)).toBeUndefined();
});

test.each<[string, object, string | undefined]>([
  ['a name', { host: 'hub.lan' }, 'https://hub.lan/'],
  ['a port', { host: 'hub.lan', exposure: 'nodePort', tls: { type: 'secret', name: 'tls' } }, 'https://hub.lan:30080/'],
  ['a port without a certificate', { host: 'hub.lan', exposure: 'nodePort', tls: NO_TLS }, undefined],
  ['no name', {}, undefined],
  ['an address, beside which there may be names', { host: '10.0.0.9' }, undefined],
  ['more names', { host: 'hub.lan', values: { ingress: { hosts: ['hub.lan', 'hub'] } } }, undefined],
])('the hub knows its address where there is only one, by HTTPS: %s', (_, hub, url) => {
  expect(urlOf({ tls: { type: 'selfSigned' }, ...hub })).toBe(url);
});
