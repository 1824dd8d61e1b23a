import { describe, expect, test } from '@jest/globals';
import { manifestsOf, shownValues } from '../lib/testing.ts';
import { complaints, load } from '../settings/testing.ts';
import { hubUrl } from './hub-url.ts';

const secret = { type: 'secret', name: 'hub-tls' };
const traefik = { provider: 'local', disable: ['traefik'] };

describe('the address of the hub', () => {
  test.each<[string, object]>([
    ['http://hub.lan/', {}],
    ['https://hub.lan/', { tls: { type: 'selfSigned' } }],
    ['https://hub.lan/', { tls: secret }],
    ['https://hub.lan/', { tls: { type: 'certManager', issuer: 'lan' } }],
    ['https://hub.lan/', { tls: { type: 'external' } }],
    ['https://hub.lan/lab/', { tls: { type: 'external' }, exposure: 'nodePort', baseUrl: '/lab/' }],
    ['https://hub.lan/', { tls: { type: 'external' }, exposure: 'loadBalancer' }],
    ['https://hub.lan/', { tls: { type: 'letsEncrypt', email: 'it@example.com', server: 'https://ca.lan/directory' } }],
    ['http://hub.lan:30080/', { exposure: 'nodePort' }],
    ['https://hub.lan:30443/', { exposure: 'nodePort', nodePort: 30443, tls: secret }],
    ['http://hub.lan/', { exposure: 'loadBalancer' }],
    ['https://hub.lan/', { exposure: 'loadBalancer', tls: secret }],
    ['https://hub.lan/lab/', { baseUrl: '/lab/', tls: secret }],
    ['http://hub.lan:30080/team/lab/', { baseUrl: 'team/lab', exposure: 'nodePort' }],
    ['http://hub.lan/raw/', { baseUrl: '/lab/', values: { hub: { baseUrl: '/raw' } } }],
  ])('%s', (expected, hub) => {
    const cluster = 'exposure' in hub && hub.exposure === 'loadBalancer' ? traefik : undefined;
    const { platform } = load({ ...(cluster && { cluster }), hub: { host: 'hub.lan', ...hub } });
    expect(hubUrl(platform.hub, 'hub.lan')).toBe(expected);
  });
});

test.each(['lab', '/lab', 'lab/', '/lab/'])('baseUrl: %s is /lab/ for the chart and the redirect', (baseUrl) => {
  const { platform } = load({ hub: { baseUrl, tls: { type: 'selfSigned' } } });
  expect(platform.hub.baseUrl).toBe('/lab/');
  expect(shownValues(platform).hub?.baseUrl).toBe('/lab/');
  expect(JSON.stringify(manifestsOf(platform))).toContain('"path":"/lab/"');
});

test.each(['', '/'])('baseUrl: %j is the root', (baseUrl) => {
  expect(load({ hub: { baseUrl } }).platform.hub.baseUrl).toBe('/');
});

test.each(['//', 'a//b', '/a b/', '/a?b', 'https://hub.lan/lab', '/lab/../', '/hub/', '/team/user'])(
  'baseUrl: %s is refused',
  (baseUrl) =>
    expect(complaints(() => load({ hub: { baseUrl } }))).toEqual([expect.stringContaining('expected a path')]),
);
