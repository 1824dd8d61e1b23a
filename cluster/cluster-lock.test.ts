import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { whileLocked } from './cluster-lock.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'hubwright-lock-'));

test('it is had while the work goes on, and let go of whatever becomes of it', async () => {
  const folder = newFolder();
  const seen = await whileLocked(join(folder, 'prod'), async () => readdirSync(folder));
  expect(seen).toEqual(['prod.lock']);
  const failing = whileLocked(join(folder, 'prod'), async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(readdirSync(folder)).toEqual([]);
});

test('a process that runs keeps others away', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'prod.lock'), String(process.ppid));
  const second = whileLocked(join(folder, 'prod'), async () => 'done');
  await expect(second).rejects.toThrow(`another command is changing this cluster: process ${process.ppid}, since`);
  expect(readdirSync(folder)).toEqual(['prod.lock']);
});

test('one that was killed does not', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'prod.lock'), String(spawnSync('true').pid));
  expect(await whileLocked(join(folder, 'prod'), async () => 'done')).toBe('done');
  expect(readdirSync(folder)).toEqual([]);
});
