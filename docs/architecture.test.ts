import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');
const page = readFileSync(join(import.meta.dirname, 'architecture.md'), 'utf8');
const table = /## Which folder does what\n([\s\S]*?)\n## /.exec(page)?.[1] ?? '';
const FOLDERS = [...table.matchAll(/^\| `(\w+)\/` \|/gm)].map((it) => it[1] ?? '');
/** Tests may look at anything; `imports/` is made with the versions that `platform/` lists. */
const EXEMPT = /\.i?test\.ts$|testing\.ts$|^imports\/generate\//;

const sourcesIn = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((it) => `${folder}/${it}`)
    .filter((it) => /\.[jt]s$/.test(it) && !EXEMPT.test(it));

/** Relative imports, static and dynamic, as paths from the root. */
const importsOf = (file: string) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g)].map((it) =>
    normalize(join(file, '..', it[1] ?? '')),
  );

test('imports go up in the table of folders, and never to a folder that is not in it', () => {
  const rank = (path: string) => FOLDERS.indexOf(path.split('/', 1)[0] ?? '');
  const wrong = FOLDERS.flatMap(sourcesIn).flatMap((file) =>
    importsOf(file)
      .filter((it) => it.includes('/') && !it.startsWith('build/') && !it.endsWith('.json'))
      .filter((it) => rank(it) === -1 || rank(it) > rank(file))
      .map((it) => `${file} imports ${it}`),
  );
  expect(wrong).toEqual([]);
  expect(FOLDERS.length).toBeGreaterThan(8);
});
