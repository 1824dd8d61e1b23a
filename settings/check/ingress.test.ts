import { expect, test } from '@jest/globals';
import { complaints, load } from '../testing.ts';

const AT = 'hub.ingress.annotations';
const of = (annotations: object, hub: object = {}) => ({ hub: { ingress: { annotations }, ...hub } });

test.each<[string, object, string]>([
  [
    'kubernetes.io/ingress.class',
    of({ 'kubernetes.io/ingress.class': 'nginx' }),
    `${AT}.kubernetes.io/ingress.class: contradicts what Hubwright sets; remove it: the Ingress has the class "traefik", and Kubernetes refuses both`,
  ],
  [
    'entry points',
    of({ 'traefik.ingress.kubernetes.io/router.entrypoints': 'web' }),
    'remove it: hub.tls chooses the port, 80 without a certificate and 443 with one',
  ],
  ['TLS', of({ 'traefik.ingress.kubernetes.io/router.tls': 'true' }), 'remove it, and set hub.tls'],
  [
    'a ClusterIssuer',
    of({ 'cert-manager.io/cluster-issuer': 'le' }),
    'remove it, and set hub.tls to { type: certManager, issuer: NAME }',
  ],
  ['an Issuer', of({ 'cert-manager.io/issuer': 'le' }), 'remove it, and name a ClusterIssuer in hub.tls'],
  ['ACME', of({ 'kubernetes.io/tls-acme': 'true' }), 'set hub.tls to { type: certManager, issuer: NAME }'],
  [
    'no Ingress',
    of({ a: 'b' }, { exposure: 'nodePort' }),
    `${AT}: set, but with hub.exposure "nodePort" the hub has no Ingress; remove it, or set hub.exposure to "ingress"`,
  ],
  ['a number', of({ a: 300 }), 'put it in quotes'],
  ['a key with a space', of({ 'a b': 'c' }), 'expected a key such as gpu or example.com/gpu'],
])('annotations of the Ingress are refused: %s', (_, settings, message) => {
  expect(complaints(() => load(settings)).join()).toContain(message);
});

const nginx = { disable: ['traefik'] };
const other = (hub: object = {}) => ({
  cluster: { provider: 'local', ...nginx },
  hub: {
    host: 'hub.example.com',
    ...hub,
    ingress: { className: 'nginx', ...('ingress' in hub && (hub.ingress as object)) },
  },
});

test.each<[string, object, string]>([
  [
    'no Ingress',
    other({ exposure: 'nodePort' }),
    'hub.ingress.className: set, but with hub.exposure "nodePort" the hub has no Ingress; remove it, or set hub.exposure to "ingress"',
  ],
  [
    "Traefik's certificate",
    other({ tls: { type: 'selfSigned' } }),
    'hub.tls.type: "selfSigned" is a certificate of Traefik, but hub.ingress.className is "nginx"; use hub.tls.type "secret", "certManager", "external" or "none"',
  ],
  [
    'a certificate that Traefik obtains',
    other({ tls: { type: 'letsEncrypt', email: 'it@example.com' } }),
    'hub.tls.type: "letsEncrypt" has Traefik obtain the certificate, but hub.ingress.className is "nginx"; use hub.tls.type "secret", "certManager", "external" or "none"',
  ],
  [
    'addresses of clients',
    other({ clientAddresses: true }),
    'hub.clientAddresses: concerns Traefik, but hub.ingress.className is "nginx"; remove it, and let your controller see the addresses of clients',
  ],
  [
    'the older way to choose a class',
    other({ ingress: { annotations: { 'kubernetes.io/ingress.class': 'nginx' } } }),
    'remove it: the Ingress has the class "nginx", and Kubernetes refuses both',
  ],
  [
    'no name',
    other({ ingress: { className: 'My Class' } }),
    'hub.ingress.className: expected a name of lower-case letters',
  ],
  [
    'no controller',
    { cluster: { provider: 'local', ...nginx } },
    'cluster.disable[0]: "traefik" is needed: hub.exposure is "ingress"; remove it, set hub.ingress.className to the controller that you run, or hub.exposure to "loadBalancer" or "nodePort"',
  ],
])('another controller: %s', (_, settings, message) => {
  expect(complaints(() => load(settings)).join()).toContain(message);
});

test('another controller is warned of what is not for it, and of Traefik beside it', () => {
  const words = (settings: object) => load(settings).warnings.map(({ message, fix }) => `${message}; ${fix}`);
  const annotations = {
    'nginx.ingress.kubernetes.io/proxy-body-size': '0',
    'traefik.ingress.kubernetes.io/router.tls': 'true',
  };
  const tls = { type: 'certManager', issuer: 'le' };
  const found = words(other({ tls, ingress: { annotations } }));
  expect(found.filter((it) => /ontroller|Traefik/.test(it))).toEqual([
    'is for another Ingress controller: yours ignores it; remove it, or use one of your controller',
  ]);
  expect(words({ ...other({ tls }), cluster: { provider: 'local' } })).toContain(
    'Traefik of k3s runs beside the controller of "nginx", and holds ports 80 and 443 of the nodes; add traefik to cluster.disable, unless others use it',
  );
});

test('annotations that Traefik ignores are warned of, and others pass', () => {
  const key = 'nginx.ingress.kubernetes.io/proxy-body-size';
  const { warnings } = load(of({ [key]: '0', 'external-dns.alpha.kubernetes.io/ttl': '300', constructor: 'x' }));
  const found = warnings.map(({ message, fix }) => `${message}; ${fix}`).filter((text) => text.includes('Ingress'));
  expect(found).toEqual([
    expect.stringContaining(
      `is for another Ingress controller: Traefik ignores it; remove it, or use an annotation of traefik.ingress.kubernetes.io/`,
    ),
  ]);
});
