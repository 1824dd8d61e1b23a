import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { isPullable } from './pullable.ts';

const login = (host: string) => ({ host, username: 'robot', password: { env: 'PASSWORD' } });
const settings = (registry: object, airgap?: string) => {
  const cluster = { provider: 'local', ...(airgap !== undefined && { airgap }) };
  const chart = { repository: 'https://charts.lan' };
  return load({ cluster, hub: { chart }, registry }, undefined, { secrets: 'mask' }).platform;
};

test.each<[title: string, registry: object, reference: string, expected: boolean]>([
  ['of no registry that is named', {}, 'registry.lan/a:1', false],
  ['where images are pushed to', { push: 'registry.lan:5000/hub' }, 'registry.lan:5000/hub/a:1', true],
  ['elsewhere in that registry', { push: 'registry.lan:5000/hub' }, 'registry.lan:5000/b:1', true],
  ['at another port', { push: 'registry.lan:5000/hub' }, 'registry.lan/hub/a:1', false],
  ['of a registry with a login', { credentials: [login('registry.lan')] }, 'registry.lan/b:1', true],
  ['of Docker Hub, which needs no name', { push: 'registry.lan' }, 'jupyter/b:1', false],
])('without internet access, an image %s', (_, registry, reference, expected) => {
  expect(isPullable(settings(registry, 'airgap'), reference)).toBe(expected);
  expect(isPullable(settings(registry), reference)).toBe(true);
});
