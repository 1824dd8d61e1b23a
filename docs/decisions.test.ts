import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import manifest from '../package.json' with { type: 'json' };

const page = readFileSync(join(import.meta.dirname, 'decisions.md'), 'utf8');
const [, section = ''] = page.split('## What it depends on, and why');
const [installed = '', bundled = ''] = section.split('\n| package | why |').slice(1);

function packagesIn(table: string): string[] {
  const cells = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)).sort();
}

test('every package that a project installs with Hubwright has its reason', () => {
  expect(packagesIn(installed)).toEqual(Object.keys(manifest.dependencies).sort());
});

test('packages that are bundled are not installed with it', () => {
  expect(packagesIn(bundled).length).toBeGreaterThan(0);
  expect(Object.keys(manifest.devDependencies)).toEqual(expect.arrayContaining(packagesIn(bundled)));
});
