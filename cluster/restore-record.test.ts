import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { endRestore, type RestoreRecord, readRestore, writeRestore } from './restore-record.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubwright-record-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const RECORD: RestoreRecord = { version: 1, until: 7, kept: [], nodes: { a: 'b' }, done: ['datastore'], left: [] };

test('a restore is known until it has ended', () => {
  expect(readRestore(folder)).toBeUndefined();
  writeRestore(folder, RECORD);
  expect(readRestore(folder)).toEqual(RECORD);
  expect(statSync(join(folder, 'restore.json')).mode & 0o077).toBe(0);
  endRestore(folder);
  expect(readRestore(folder)).toBeUndefined();
});

test('a record that is none', () => {
  writeFileSync(join(folder, 'restore.json'), '{');
  expect(() => readRestore(folder)).toThrow('restore.json was not written by this Hubwright');
});
