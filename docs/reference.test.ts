import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { generatedDocs } from './reference.ts';

describe('the generated documents', () => {
  test.each(Object.entries(generatedDocs()))('%s is what "npm run docs" writes', (name, text) => {
    expect(readFileSync(new URL(name, import.meta.url), 'utf8')).toBe(text);
  });

  test('say of every setting what it does', () => {
    const rows =
      generatedDocs()
        ['reference.md']?.split('\n')
        .filter((line) => line.startsWith('| `')) ?? [];
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((row) => /\|\s*\|$/.test(row))).toEqual([]);
  });
});
