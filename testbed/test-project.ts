import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAM } from './program.ts';

const root = join(import.meta.dirname, '..');

/** A project folder for tests and benchmarks: its own copy of the settings that are shipped, and the code of this one. */
export function testProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-project-'));
  for (const name of ['platform.yaml', 'users.yaml', 'cdk8s.yaml', 'package.json', 'main.ts']) {
    cpSync(join(root, name), join(folder, name));
  }
  symlinkSync(join(root, 'image'), join(folder, 'image'));
  for (const name of ['node_modules', 'cli', 'build']) symlinkSync(join(PROGRAM, name), join(folder, name));
  return folder;
}
