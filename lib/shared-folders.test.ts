import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { dvcConfig } from './dvc-config.ts';
import { sharedWithAll } from './shared-folders.ts';

test('all servers are told of the cache of DVC, if a folder has one', () => {
  const folder = { name: 'a', claim: 'a' };
  const filesFor = (more: object) =>
    dvcConfig(load({ storage: { shared: [folder, { ...folder, name: 'b', ...more }] } }).platform);
  expect(filesFor({})).toEqual({});
  expect(filesFor({ dvcCache: true })).toEqual({
    'hubwright-dvc': {
      mountPath: '/etc/xdg/dvc/config',
      stringData: expect.stringContaining('dir = "/srv/shared/b/dvc-cache"\n'),
    },
  });
});

test('KubeSpawner finds nothing to fill in where an export has braces', () => {
  const { platform } = load({ storage: { shared: [{ name: 'a', nfs: { server: 'nas', path: '/a {b}' } }] } });
  expect(sharedWithAll(platform)[0]?.volume).toMatchObject({ nfs: { path: '/a {{b}}' } });
});
