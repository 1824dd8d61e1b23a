import { expect, test } from '@jest/globals';
import { App } from 'cdk8s';
import { parse } from 'yaml';
import { complaints, load } from '../settings/testing.ts';
import { HubwrightCharts } from './hubwright-charts.ts';

const charts = (hub: object, rest: object = {}) =>
  new HubwrightCharts(new App(), load({ cluster: { provider: 'local' }, hub, ...rest }).platform);
const config = (hub: object, rest?: object) => charts(hub, rest).traefik?.config.toJson();
const values = (hub: object, rest?: object) => parse(config(hub, rest).spec.valuesContent);
const LETS_ENCRYPT = { type: 'letsEncrypt', email: 'it@example.com' };
const certified = (tls: object = {}, hub: object = {}) => ({
  host: 'hub.example.com',
  tls: { ...LETS_ENCRYPT, ...tls },
  ...hub,
});

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

test('one Traefik on a server obtains the certificate, and keeps it on a claim', () => {
  expect(values(certified())).toEqual({
    updateStrategy: { type: 'Recreate' },
    nodeSelector: { 'node-role.kubernetes.io/control-plane': 'true' },
    persistence: {
      enabled: true,
      storageClass: 'local-path',
      annotations: { 'helm.sh/resource-policy': 'keep' },
    },
    podSecurityContext: { fsGroup: 65532, fsGroupChangePolicy: 'OnRootMismatch' },
    service: { spec: { publishNotReadyAddresses: true } },
    certificatesResolvers: {
      letsencrypt: { acme: { email: 'it@example.com', storage: '/data/acme.json', tlsChallenge: true } },
    },
  });
});

const acme = (tls: object, rest?: object) => values(certified(tls), rest).certificatesResolvers.letsencrypt.acme;

test('the challenge and how long certificates hold', () => {
  const server = 'https://ca.lan/acme/acme/directory';
  expect(acme({ challenge: 'http' })).toMatchObject({ httpChallenge: { entryPoint: 'web' } });
  expect(acme({ challenge: 'http' })).not.toHaveProperty('tlsChallenge');
  expect(acme({ server, lifetime: '1d' })).toMatchObject({ certificatesDuration: 24 });
  expect(acme({ server, lifetime: '90m' })).toMatchObject({ certificatesDuration: 1 });
  expect(acme({ server, lifetime: '5m' })).toMatchObject({ certificatesDuration: 1 });
});

test('each authority has a file of its own: what is in it is served until it ends', () => {
  const files = [
    {},
    { server: 'https://acme-staging-v02.api.letsencrypt.org/directory' },
    { server: 'https://ca.lan/one' },
    { server: 'https://ca.lan/two' },
  ].map((tls) => acme(tls).storage);
  expect(new Set(files).size).toBe(4);
  expect(files[0]).toBe('/data/acme.json');
});

test('on one node, Traefik sees where clients come from besides', () => {
  const found = values(certified({}, { clientAddresses: true }));
  expect(found).toMatchObject({ service: { spec: { externalTrafficPolicy: 'Local' } } });
  expect(found).not.toHaveProperty('deployment');
});

test('without local storage, the claim is of the class of homes', () => {
  const rest = {
    cluster: { provider: 'local', disable: ['local-storage'] },
    storage: { home: { class: 'ceph' } },
  };
  expect(values(certified(), rest).persistence).toMatchObject({ storageClass: 'ceph' });
});

test("the company's authorities are trusted for its server, and a change of them replaces the pod", () => {
  const { platform } = load({
    cluster: { provider: 'local' },
    hub: certified({ server: 'https://ca.lan/acme/acme/directory' }),
  });
  const of = (authorities: string) => {
    const app = new App();
    const { traefik } = new HubwrightCharts(app, { ...platform, authorities });
    const objects = app.charts.flatMap((chart) => chart.toJson());
    const map = objects.find((it) => it.kind === 'ConfigMap' && /traefik/.test(it.metadata.name));
    return { map, values: parse(traefik?.config.toJson().spec.valuesContent) };
  };
  const { map, values } = of('PEM');
  expect(map).toMatchObject({ metadata: { namespace: 'kube-system' }, data: { 'company-ca.pem': 'PEM' } });
  expect(values.volumes).toEqual([{ name: map.metadata.name, mountPath: '/etc/hubwright', type: 'configMap' }]);
  expect(values.certificatesResolvers.letsencrypt.acme).toMatchObject({
    caCertificates: ['/etc/hubwright/company-ca.pem'],
    caSystemCertPool: true,
  });
  expect(of('other').map.metadata.name).not.toBe(map.metadata.name);
});

test("for Let's Encrypt, the public authorities do", () => {
  const { platform } = load({ cluster: { provider: 'local' }, hub: certified() });
  const { traefik } = new HubwrightCharts(new App(), { ...platform, authorities: 'PEM' });
  expect(traefik?.config.toJson().spec.valuesContent).not.toContain('company-ca');
});
