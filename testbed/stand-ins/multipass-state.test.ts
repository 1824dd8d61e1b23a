import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Store } from './multipass-state.ts';

function emptyStore(): { readonly store: Store; readonly lock: string } {
  const bed = mkdtempSync(join(tmpdir(), 'multipass-'));
  mkdirSync(join(bed, 'multipass'));
  return { store: new Store(bed), lock: join(bed, 'multipass', 'vm-a.lock') };
}

test('a client that was killed locks no other out', async () => {
  const { store, lock } = emptyStore();
  writeFileSync(lock, `${spawnSync('true').pid}\n`);
  expect(await store.alone('vm-a', async () => 'done')).toBe('done');
  expect(existsSync(lock)).toBe(false);
});

test('a client waits for another that runs', async () => {
  const { store, lock } = emptyStore();
  writeFileSync(lock, `${process.ppid}\n`);
  const seen: string[] = [];
  const client = store.alone('vm-a', async () => seen.push('this one begins'));
  seen.push('the other ends');
  rmSync(lock);
  await client;
  expect(seen).toEqual(['the other ends', 'this one begins']);
});

test('the lock is free again after a failure', async () => {
  const { store } = emptyStore();
  await expect(store.alone('vm-a', () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
  expect(await store.alone('vm-a', async () => 'done')).toBe('done');
});
