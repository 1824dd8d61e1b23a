import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Source } from './plan.ts';
import { copyToFolder } from './to-folder.ts';

test('a home that the folder cannot hold is named, and nothing of it is left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-to-folder-'));
  const source = {
    snapshot: { id: 'abc', paths: ['/homes/ada'] },
    request: { user: 'ada', parts: [] },
    content: { bytes: 4, isFolder: true },
    repository: {
      restic: async (_args: readonly string[], { outputFile }: { outputFile: string }) =>
        writeFileSync(outputFile, 'no archive'),
    },
  } as unknown as Source;
  const copying = copyToFolder(folder, source, { progress: () => {}, signal: new AbortController().signal });
  await expect(copying).rejects.toMatchObject({
    message: expect.stringMatching(
      new RegExp(`^${folder}: the copy could not be unpacked, and was removed:\ntar .*\n`),
    ),
    fix: 'Disks with FAT, exFAT or NTFS, and some network drives, cannot hold every name and link of a home. Name a folder elsewhere, or restore a part with --path.',
  });
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});
