import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { backupChanges } from './backup-changes.ts';

const BACKUP = { repository: '/mnt/backup', password: { env: 'P' } };
const platform = (backup?: object) => load(backup && { backup }, undefined, { secrets: 'mask' }).platform;
const words = (was: object | undefined, is: object | undefined) =>
  backupChanges(platform(was), platform(is)).map(({ text, caution }) => `${caution ? '!' : '-'} ${text}`);

test('backups begin, change and stop', () => {
  expect(words(undefined, undefined)).toEqual([]);
  expect(words(BACKUP, BACKUP)).toEqual([]);
  expect(words(undefined, BACKUP)).toEqual([
    '- Backups begin: every node backs up every day at 02:00 to /mnt/backup, which keeps 7 days, 5 weeks and 12 months.',
  ]);
  expect(words(BACKUP, undefined)).toEqual(['! Backups stop. What is in /mnt/backup stays there, and grows old.']);
  const copy = { ...BACKUP, restoreOnly: true };
  expect(words(undefined, copy)).toEqual(['- Restores read the backups in /mnt/backup.']);
  expect(words(copy, { ...copy, at: ['03:00'] })).toEqual([]);
  expect(words(copy, { ...copy, password: { env: 'Q' } })).toEqual(['- Restores read the backups in /mnt/backup.']);
  expect(words(BACKUP, copy)).toEqual(words(BACKUP, undefined));
  expect(words(copy, BACKUP)).toEqual(words(undefined, BACKUP));
  const other = { repository: '/mnt/nas', password: { env: 'Q' }, at: ['02:00', '14:00'], keep: { daily: 3 } };
  expect(words(BACKUP, { ...other, exclude: [], bandwidth: '20Mi' })).toEqual([
    '! Backups go to /mnt/nas: their history begins again there, and stays in /mnt/backup.',
    '! The password of the backups is read from elsewhere. It has to be the one that the repository was made with.',
    '- Backups are made every day at 02:00, 14:00 (was 02:00).',
    '! Backups are kept for 3 days, 5 weeks and 12 months (was 7 days, 5 weeks and 12 months). Older ones are deleted after the next backup.',
    '! Backups leave out nothing (was .cache, .local/share/Trash).',
    '- Backups upload at most 20Mi a second from each node (was as much as they can).',
  ]);
});
