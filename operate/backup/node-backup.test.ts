import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { describeBackup, problemsOfBackup, readNodeBackup } from './node-backup.ts';

const HOUR = 3_600_000;
/** What `status` and the hub's page both say; `hub/tests/test_cluster_backups.py` reads it too. */
const TABLE = JSON.parse(readFileSync(new URL('../../hub/tests/backup-words.json', import.meta.url), 'utf8'));
const NOW = Date.parse(TABLE.now);

interface Case {
  readonly name: string;
  /** What it has otherwise than a good one; null for none. */
  readonly found: object | null;
  readonly words: string;
  readonly problems: readonly string[];
}

test.each<Case>(TABLE.cases)('$name', async ({ found, words, problems }) => {
  const text = found === null ? undefined : JSON.stringify({ ...TABLE.good, ...found });
  const backup = await readNodeBackup(fakeHost('s1', { read: async () => text }));
  expect(describeBackup(backup, NOW)).toBe(words);
  const told = problemsOfBackup('s1', backup, TABLE, NOW);
  expect(told.map((it) => it.message)).toEqual(problems);
  const isWarning = found === null || 'unread' in found;
  for (const it of told) {
    expect(it.severity).toBe(isWarning ? 'warning' : 'error');
    expect(it.fix).toMatch(/^[A-Z].*\.$/);
  }
});

test('of a host that does not answer nothing is said', () => {
  expect(describeBackup(undefined, NOW)).toBe('unknown');
  expect(problemsOfBackup('s1', undefined, TABLE, NOW)).toEqual([]);
});

test('what a node has left is read; a node without it has none, and one that is off says nothing', async () => {
  const times = { started: '2026-11-26T01:00:00Z', finished: '2026-11-26T02:00:00Z', lastGood: null };
  const volumes = { '/storage/ada': '2026-11-26T01:30:00Z' };
  const text = JSON.stringify({ version: 1, ...TABLE.good, ...times, volumes });
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
