import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { type BackupRun, describeBackup, longestAge, problemsOfBackup, readNodeBackup } from './node-backup.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-26T12:00:00Z');
const GOOD: BackupRun = {
  ...{
    state: 'ok',
    started: NOW - 11 * HOUR,
    finished: NOW - 10 * HOUR,
    lastGood: NOW - 10 * HOUR,
    snapshots: 3,
    bytes: 12.3e9,
    added: 1e6,
  },
  ...{ failures: [], unread: [], unreadCount: 0 },
};
const failed = (reason: string, said: string): BackupRun => {
  return { ...GOOD, state: 'failed', lastGood: NOW - 58 * HOUR, failures: [{ what: 'datastore', reason, said }] };
};
const UNREAD: Partial<BackupRun> = {
  state: 'incomplete',
  unread: ['/home/bad: input/output error', '/home/b: the same'],
  unreadCount: 2,
} as const;

test.each<[string, Parameters<typeof problemsOfBackup>[1], string, string[]]>([
  ['a good one', GOOD, '10 h ago, 12.3 GB', []],
  ['a host that does not answer', undefined, 'unknown', []],
  ['none', 'none', 'none yet', ['warning: it has no backup yet']],
  [
    'one that failed',
    failed('locked', 'repository is already locked'),
    'failed 10 h ago: repository is already locked',
    ['error: backup of datastore failed: repository is already locked; its last good backup is 2 days old'],
  ],
  [
    'one that is old',
    { ...GOOD, finished: NOW - 50 * HOUR, lastGood: NOW - 50 * HOUR },
    '2 days ago, 12.3 GB',
    ['error: its last good backup is 2 days old'],
  ],
  [
    'the first, which failed',
    { ...failed('full', 'no space left'), lastGood: undefined },
    'failed 10 h ago: no space left',
    ['error: backup of datastore failed: no space left; it has no good backup yet'],
  ],
  [
    'files that cannot be read',
    { ...GOOD, ...UNREAD },
    '10 h ago, 12.3 GB, without 2 unreadable files',
    ['warning: 2 files could not be read: /home/bad: input/output error and others'],
  ],
  [
    'a date in the future',
    { ...GOOD, finished: NOW + 40 * HOUR },
    '0 min ago, 12.3 GB',
    ['error: its last backup is dated 2026-11-28, which is in the future'],
  ],
])('%s', (_name, found, words, problems) => {
  expect(describeBackup(found, NOW)).toBe(words);
  const told = problemsOfBackup('s1', found, { at: ['02:00'] }, NOW);
  expect(told.map((it) => `${it.severity}: ${it.message}`)).toEqual(problems);
  for (const it of told) expect(it.fix).toMatch(/^[A-Z].*\.$/);
});

test('a backup may be two of the longest times between two old', () => {
  expect(longestAge({ at: ['02:00'] })).toBe(49 * HOUR);
  expect(longestAge({ at: ['20:00', '08:00'] })).toBe(25 * HOUR);
  expect(longestAge({ at: ['08:00', '10:00'] })).toBe(45 * HOUR);
});

test('what a node has left is read; a node without it has none, and one that is off says nothing', async () => {
  const times = { started: '2026-11-26T01:00:00Z', finished: '2026-11-26T02:00:00Z', lastGood: null };
  const volumes = { '/storage/ada': '2026-11-26T01:30:00Z' };
  const text = JSON.stringify({ version: 1, ...GOOD, ...times, volumes });
  expect(await readNodeBackup(fakeHost('s1', { read: async () => text }))).toMatchObject({
    ...{ started: NOW - 11 * HOUR, finished: NOW - 10 * HOUR, lastGood: null },
    volumes: { '/storage/ada': NOW - 10.5 * HOUR },
  });
  expect(await readNodeBackup(fakeHost('s1'))).toBe('none');
  const lost = fakeHost('s1', {
    read: async () => {
      throw new HostError(fakeHost('s1'), { reason: 'unreachable', argv: ['cat'] });
    },
  });
  expect(await readNodeBackup(lost)).toBeUndefined();
});
