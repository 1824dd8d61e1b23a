import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import { backupChecks, noBackup } from './backup.ts';
import { reportOf } from './testing.ts';

const BACKUP = { repository: 'rest:http://backup/', password: { env: 'P' } };
const platform = (backup?: object) => load(backup && { backup }, undefined, { secrets: 'mask' }).platform;

test('no backups are a warning, also before there is a cluster', async () => {
  expect(noBackup(platform()).map(reportOf)).toEqual([
    [
      'problems: off',
      'warning: platform.yaml: nothing is backed up | a node that dies takes its homes with it, and the first server the hub and the cluster | ' +
        'Set `backup` in platform.yaml, as docs/backup.md says, then run `npx hubwright up`.',
    ],
  ]);
  expect(await backupChecks(platform(), [fakeHost('s1')])).toEqual([]);
  expect(noBackup(platform(BACKUP))).toEqual([]);
});

test('a node without a backup is a warning, one that failed an error with what to do', async () => {
  const failed = JSON.stringify({
    ...{
      state: 'failed',
      finished: new Date().toISOString(),
      snapshots: 0,
      bytes: 0,
      added: 0,
      unread: [],
      unreadCount: 0,
    },
    failures: [{ what: 'datastore', reason: 'password', said: 'wrong password or no key found' }],
  });
  const hosts = [fakeHost('s1', { read: async () => failed }), fakeHost('a1')];
  const [check] = await backupChecks(platform(BACKUP), hosts);
  expect(check && reportOf(check)).toEqual([
    'problems: s1: failed 0 min ago: wrong password or no key found; a1: none yet',
    'error: s1: backup of datastore failed: wrong password or no key found; it has no good backup yet | ' +
      'what users have done since the last good backup is lost with the disk of the node | ' +
      'Set `backup.password` to the password that the repository was made with, and run `npx hubwright up`.',
    'warning: a1: it has no backup yet | what users have done since the last good backup is lost with the disk of the node | ' +
      'Run `npx hubwright backup now`, or wait for the first one at 02:00.',
  ]);
});
