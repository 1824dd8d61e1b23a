import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { hubAddress, reachableAddress } from './hub-address.ts';

const address = (hub: object, node = '10.0.0.4') => hubAddress(load({ hub }).platform.hub, node);

test('without more, the hub is at any node', () => {
  expect(address({})).toEqual({
    url: 'http://10.0.0.4/',
    health: 'http://10.0.0.4/hub/health',
    resolve: '',
  });
  expect(address({}, 'fd00::4')).toMatchObject({ url: 'http://[fd00::4]/', resolve: '' });
});

test('a name, a certificate and a port are part of the address', () => {
  expect(address({ host: 'hub.example.com', tls: { type: 'selfSigned' } })).toEqual({
    url: 'https://hub.example.com/',
    health: 'https://hub.example.com/hub/health',
    resolve: 'hub.example.com:443:10.0.0.4',
  });
  expect(address({ exposure: 'nodePort', nodePort: 30080 }).url).toBe('http://10.0.0.4:30080/');
});

test.each([
  ['Traefik', {}, ':80', ''],
  ['at a port of the nodes', { exposure: 'nodePort', nodePort: 30080 }, ':30080', ':30080'],
])('a proxy in front has the certificate, and nodes are asked by HTTP: %s', (_, hub, port, shown) => {
  expect(address({ host: 'hub.example.com', tls: { type: 'external' }, ...hub })).toEqual({
    url: 'https://hub.example.com/',
    health: `http://hub.example.com${shown}/hub/health`,
    resolve: `hub.example.com${port}:10.0.0.4`,
  });
});

test('behind another controller, it is asked for where the Ingress is', () => {
  const hub = { host: 'hub.example.com', tls: { type: 'secret', name: 'tls' }, ingress: { className: 'nginx' } };
  expect(address(hub)).toEqual({
    url: 'https://hub.example.com/',
    health: 'https://hub.example.com/hub/health',
    resolve: '@ingress',
  });
});

test('an address of its own is what browsers are given; its health is asked for at the node', () => {
  expect(address({ host: 'fd00::9' }, 'fd00::4')).toEqual({
    url: 'http://[fd00::9]/',
    health: 'http://[fd00::4]/hub/health',
    resolve: '',
  });
  expect(address({ host: 'hub.example.com' }, 'fd00::4').resolve).toBe('hub.example.com:80:[fd00::4]');
});

test.each(['lab', '/lab', '/lab/'])('so is the path of a hub that is not at the root: %s', (baseUrl) => {
  for (const hub of [{ baseUrl }, { values: { hub: { baseUrl } } }]) {
    const { url, health } = address(hub);
    expect([url, health]).toEqual(['http://10.0.0.4/lab/', 'http://10.0.0.4/lab/hub/health']);
  }
});

test('an alias of SSH is no address for others', () => {
  expect(reachableAddress('192.168.1.10', '10.0.0.4')).toBe('192.168.1.10');
  expect(reachableAddress('server', '10.0.0.4')).toBe('10.0.0.4');
});
