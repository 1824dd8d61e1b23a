import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import type { BackupRun, NodeBackup } from '../backup/node-backup.ts';
import type { Home } from '../homes/find-homes.ts';
import { backupChecks, homesInBackup, noBackup, readBackups } from './backup.ts';
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
  expect(backupChecks(platform(), new Map([['s1', 'none']]))).toEqual([]);
  expect(noBackup(platform(BACKUP))).toEqual([]);
  const copy = platform({ ...BACKUP, restoreOnly: true });
  expect(noBackup(copy).flatMap(reportOf)[1]).toMatch(
    /^warning: platform.yaml: nothing is backed up: `backup.restoreOnly` is set \|.*\| Remove it from platform.yaml if this is not a copy/,
  );
  expect(backupChecks(copy, new Map([['s1', 'none']]))).toEqual([]);
});

test('a node without a backup is a warning, one that failed an error with what to do', async () => {
  const failed = JSON.stringify({
    ...{
      state: 'failed',
      started: new Date().toISOString(),
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
  const [check] = backupChecks(platform(BACKUP), await readBackups(hosts));
  expect(check && reportOf(check)).toEqual([
    'problems: s1: failed 0 min ago: wrong password or no key found; a1: none yet',
    'error: s1: backup of datastore failed: wrong password or no key found; it has no good backup yet | ' +
      'what users have done since the last good backup is lost with the disk of the node | ' +
      'Set `backup.password` to the password that the repository was made with, and run `npx hubwright up`.',
    'warning: a1: it has no backup yet | what users have done since the last good backup is lost with the disk of the node | ' +
      'Run `npx hubwright backup now`, or wait for the first one at 02:00.',
  ]);
});

test('homes in no backup, as long as the last one could have had them', () => {
  const storage = '/var/lib/rancher/k3s/storage';
  const home = (user: string, created = '2026-11-01T00:00:00Z', path = `${storage}/${user}`): Home => ({
    ...{ kind: 'home', user, server: '', namespace: 'jupyterhub', claim: `claim-${user}`, hasClaim: true, created },
    ...{ volume: `pvc-${user}`, phase: 'Bound', capacity: '10Gi', node: user === 'zed' ? 'a2' : 'a1', path },
  });
  const started = Date.parse('2026-11-20T02:00:00Z');
  const run: BackupRun = {
    ...{ state: 'ok', started, finished: started, lastGood: started, snapshots: 1, bytes: 1, added: 1 },
    ...{ failures: [], unread: [], unreadCount: 0, volumes: { [`${storage}/ada`]: started } },
  };
  const homes = [home('ada'), home('eve'), home('new', '2026-11-20T09:00:00Z'), home('zed')];
  const report = (found: BackupRun, of = homes) => {
    const backups = new Map<string, NodeBackup>([
      ['a1', found],
      ['a2', 'none'],
    ]);
    return reportOf(homesInBackup(of, backups));
  };
  expect(report(run)).toEqual([
    'problems: 4 homes',
    'warning: a1: in no backup: the home of eve | they are lost with the disk of the node | Run `npx hubwright backup now`.',
  ]);
  expect(report({ ...run, volumes: undefined })).toEqual(['ok: 4 homes']);
  expect(report(run, [home('eve'), home('mia', undefined, '/mnt/mia')])[1]).toMatch(
    /homes of eve, mia .* Backups are of folders in \/var\/lib\/rancher\/k3s\/storage: /,
  );
});
