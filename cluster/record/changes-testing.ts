import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { clusterId, type RecordedHost, recordHost } from '../cluster-folder.ts';
import { type Author, type Begin, RecordedChange } from './recorded-change.ts';
import { ServerLock } from './server-lock.ts';
import type { FolderHost } from './testing.ts';

/** A change by an operator who has the lock of no server yet. */
export function changeOf(folder: string, author: Author, note: (text: string) => void = () => {}, breaks = false) {
  const holder = { holder: folder, operator: author.operator, command: author.command };
  const lock = new ServerLock({ holder, id: 'abc', breaks });
  return { lock, recorded: new RecordedChange(folder, author, lock, note) };
}

export const HOSTS: readonly RecordedHost[] = ['s-1', 's-2'].map((name) => ({ name, role: 'server', provider: 'ssh' }));

/** What an operator's machine has of a cluster with this id and two servers. */
export function newFolder(id: string): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'hubwright-record-')), 'prod');
  clusterId(folder, id);
  for (const host of HOSTS) recordHost(folder, host);
  return folder;
}

/** Changes a cluster, and says what was noted for the person. */
export async function change(
  folder: string,
  servers: readonly FolderHost[],
  { command = 'up', fails = false, ...begin }: Partial<Begin> & { command?: string; fails?: boolean } = {},
): Promise<string[]> {
  const notes: string[] = [];
  const author = {
    command,
    operator: 'ada@laptop',
    git: { commit: 'a'.repeat(40), isDirty: false },
    hubwright: '1.2.3',
  };
  const { lock, recorded } = changeOf(folder, author, (text) => notes.push(text));
  const work = recorded.during(async () => {
    await recorded.begin({ servers, signal: new AbortController().signal, ...begin });
    if (fails) throw new Error('no');
  });
  await (fails ? expect(work).rejects.toThrow('no') : work);
  await lock.release();
  return notes;
}
