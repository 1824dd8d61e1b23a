import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readServerFiles } from './server-files.ts';

test('files of the project come as they are, byte by byte, and text as UTF-8', () => {
  const bytes = Buffer.from([0, 255, 10, 13]);
  const directory = mkdtempSync(join(tmpdir(), 'hubwright-test-'));
  try {
    writeFileSync(join(directory, 'logo.png'), bytes);
    const files = [
      { path: '/srv/logo.png', file: 'logo.png', mode: '0644' },
      { path: '/etc/motd', content: 'Grüße\n', mode: '0644' },
    ];
    const { serverFiles, problems } = readServerFiles(files, directory);
    expect(problems).toEqual([]);
    expect(Buffer.from(serverFiles['/srv/logo.png'] ?? '', 'base64')).toEqual(bytes);
    expect(Buffer.from(serverFiles['/etc/motd'] ?? '', 'base64').toString('utf8')).toBe('Grüße\n');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
