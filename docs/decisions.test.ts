import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import manifest from '../package.json' with { type: 'json' };

test('every package that a project installs with Hubwright has its reason', () => {
  const page = readFileSync(join(import.meta.dirname, 'decisions.md'), 'utf8');
  const [, table = ''] = page.split('## What it depends on, and why');
  const cells = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].map(([, cell = '']) => cell);
  const named = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(named.sort()).toEqual(Object.keys(manifest.dependencies).sort());
});
