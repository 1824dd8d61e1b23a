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
