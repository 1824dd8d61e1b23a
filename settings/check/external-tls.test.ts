import { expect, test } from '@jest/globals';
import { complaints, load } from '../testing.ts';

const EXTERNAL = { host: 'hub.example.com', tls: { type: 'external' } };

test.each([
  ['Traefik', {}],
  ['a path', { baseUrl: '/jupyter/' }],
  ['another controller', { ingress: { className: 'nginx' } }],
  ['a port of the nodes', { exposure: 'nodePort' }],
  ['an address', { host: '10.0.0.9' }],
])('a proxy in front has the certificate: %s', (_, hub) => {
  expect(() => load({ hub: { ...EXTERNAL, ...hub } })).not.toThrow();
});

test('it has one for a name', () => {
  expect(complaints(() => load({ hub: { tls: EXTERNAL.tls } }))).toEqual([
    expect.stringContaining('hub.host: missing: a certificate is for a host name; set hub.host'),
  ]);
});

test.each<[string, object]>([
  ['ingress.tls', { ingress: { tls: [{ secretName: 'own' }] } }],
  ['router.middlewares', { ingress: { annotations: { 'traefik.ingress.kubernetes.io/router.middlewares': 'own' } } }],
  ['public_url', { hub: { config: { JupyterHub: { public_url: 'https://other.example.com/' } } } }],
])('a raw %s replaces what makes the hub know its address', (key, values) => {
  expect(
    load({ hub: { ...EXTERNAL, values } }).warnings.map(
      ({ path, message, fix }) => `${path?.join('.')} ${message}; ${fix}`,
    ),
  ).toContainEqual(expect.stringMatching(new RegExp(`${key}.*replaces hub\\.(?:tls|host); keep one of the two`)));
});
