import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { endRestore, type RestoreRecord, readRestore, refuseDuringRestore, writeRestore } from './restore-record.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-record-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const RECORD: RestoreRecord = { version: 1, until: 7, nodes: { a: 'b' }, done: ['datastore'], left: [] };

test('up waits until a restore has ended', () => {
  refuseDuringRestore(folder);
  writeRestore(folder, RECORD);
  expect(readRestore(folder)).toEqual(RECORD);
  expect(statSync(join(folder, 'restore.json')).mode & 0o077).toBe(0);
  expect(() => refuseDuringRestore(folder)).toThrow(
    expect.objectContaining({
      message: 'the restore of this cluster has not finished',
      fix: '`npx hubwright restore --cluster` continues it. To give it up instead, `npx hubwright down` takes what it has done off the hosts; the backups stay as they are.',
    }),
  );
  endRestore(folder);
  expect(readRestore(folder)).toBeUndefined();
});

test('a record that is none', () => {
  writeFileSync(join(folder, 'restore.json'), '{');
  expect(() => readRestore(folder)).toThrow('restore.json was not written by this Hubwright');
});
