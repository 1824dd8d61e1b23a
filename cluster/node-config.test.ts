import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { X509 } from '../platform/auth/testing.ts';
import { load } from '../settings/testing.ts';
import { authoritiesOf, paths, registriesOf } from './node-config.ts';

const login = { host: 'r.example.com:5000', username: 'u', password: { env: 'P' } };
const hub = { ...login, host: 'docker.io' };
const auth = { username: 'u', password: 'p' };
const tls = { ca_file: paths.authorities };
const platformOf = (credentials: readonly object[], authorities: string | undefined) => ({
  ...load({ registry: { credentials } }, undefined, { env: { P: 'p' } }).platform,
  authorities,
});

test.each<[string, readonly object[], string | undefined, object | undefined]>([
  ['nothing', [], undefined, undefined],
  ['logins', [login, hub], undefined, { 'r.example.com:5000': { auth }, 'registry-1.docker.io': { auth } }],
  ['an authority, for all registries', [], X509, { '*': { tls } }],
  [
    'both: a registry with an entry of its own has nothing of the others',
    [login],
    X509,
    { 'r.example.com:5000': { auth, tls }, '*': { tls } },
  ],
])('registries.yaml of %s', (_, credentials, authorities, configs) => {
  const text = registriesOf(platformOf(credentials, authorities));
  expect(text === undefined ? undefined : parse(text).configs).toEqual(configs);
});

test('the file of the authority begins with whose it is', () => {
  expect(authoritiesOf(platformOf([], undefined))).toBeUndefined();
  expect(authoritiesOf(platformOf([], X509))).toBe(`# Written by Hubwright.\n${X509}`);
});
