import { expect, test } from '@jest/globals';
import { differences } from '../../review/settings-changes.ts';
import { load } from '../../settings/testing.ts';
import { recordedPlatform, recordPlatform } from './recorded-platform.ts';

test('a recorded platform has every setting, and no secrets', () => {
  const { platform } = load(
    { backup: { repository: '/mnt/backup', password: { env: 'BACKUP_PASSWORD' } }, hub: { culling: { idle: '90m' } } },
    undefined,
    { env: { BACKUP_PASSWORD: 'hidden word' } },
  );
  const text = recordPlatform(platform);
  expect(text).not.toContain('hidden word');
  const before = recordedPlatform(text);
  expect(differences(before, { ...platform, hubFiles: before.hubFiles })).toEqual([]);
  const later = { ...platform, hub: { ...platform.hub, culling: { ...platform.hub.culling, idle: undefined } } };
  const [change] = differences(before, { ...later, hubFiles: before.hubFiles });
  expect(change).toMatchObject({ path: 'hub.culling.idle', current: undefined });
  // Digests stand for the files, so that what differs is told all the same.
  expect(recordedPlatform(recordPlatform(platform)).hubFiles).toEqual(before.hubFiles);
});
