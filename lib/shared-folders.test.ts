import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { sharedWithAll } from './shared-folders.ts';

test('KubeSpawner finds nothing to fill in where an export has braces', () => {
  const { platform } = load({ storage: { shared: [{ name: 'a', nfs: { server: 'nas', path: '/a {b}' } }] } });
  expect(sharedWithAll(platform)[0]?.volume).toMatchObject({ nfs: { path: '/a {{b}}' } });
});
