import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { publish } from './publish.ts';

function folder(files: Record<string, string>): string {
  const path = mkdtempSync(join(tmpdir(), 'hubwright-publish-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

const mode = (path: string) => statSync(path).mode & 0o777;

describe('publishing manifests', () => {
  test('makes the folder what was built, and says what changed', () => {
    const to = folder({ 'a.k8s.yaml': 'same', 'b.k8s.yaml': 'old', 'gone.k8s.yaml': 'x', 'notes.txt': 'mine' });
    const changes = publish(folder({ 'a.k8s.yaml': 'same', 'b.k8s.yaml': 'new', 'c.k8s.yaml': 'more' }), to);
    expect(changes).toEqual(['~ b.k8s.yaml', '+ c.k8s.yaml', '- gone.k8s.yaml']);
    expect(readdirSync(to).sort()).toEqual(['a.k8s.yaml', 'b.k8s.yaml', 'c.k8s.yaml', 'notes.txt']);
    expect(readFileSync(join(to, 'b.k8s.yaml'), 'utf8')).toBe('new');
  });

  test('leaves what is the same alone, and everything to its owner', () => {
    const to = folder({ 'a.k8s.yaml': 'same' });
    chmodSync(join(to, 'a.k8s.yaml'), 0o644);
    utimesSync(join(to, 'a.k8s.yaml'), 1000, 1000);
    expect(publish(folder({ 'a.k8s.yaml': 'same', 'b.k8s.yaml': 'new' }), to)).toEqual(['+ b.k8s.yaml']);
    expect(statSync(join(to, 'a.k8s.yaml')).mtimeMs).toBe(1_000_000);
    expect([mode(to), mode(join(to, 'a.k8s.yaml')), mode(join(to, 'b.k8s.yaml'))]).toEqual([0o700, 0o600, 0o600]);
  });

  test('ends right when an earlier run was cut off', () => {
    const to = folder({ 'a.k8s.yaml': 'old', '.a.k8s.yaml.new': 'ha' });
    publish(folder({ 'a.k8s.yaml': 'whole' }), to);
    expect(readdirSync(to)).toEqual(['a.k8s.yaml']);
    expect(readFileSync(join(to, 'a.k8s.yaml'), 'utf8')).toBe('whole');
  });
});
