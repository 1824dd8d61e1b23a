import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { linksIn } from '../docs/testing.ts';

/* The package as a company gets it: packed, installed into a new project, and used there. */

const ROOT = resolve(import.meta.dirname, '..');
let scratch: string;
let tarball: string;
let lab: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'hubwright-package-'));
  npm(ROOT, 'pack', '--silent', '--pack-destination', scratch);
  tarball = join(scratch, readdirSync(scratch)[0] ?? '');
  lab = join(scratch, 'lab');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const { NODE_OPTIONS: _, CI: __, ...env } = process.env;

function run(directory: string, command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: directory, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
}
const npm = (directory: string, ...args: string[]) => run(directory, 'npm', ...args);

const packed = () => run(scratch, 'tar', '-tzf', tarball).trim().split('\n');

test('the package holds what runs, and no test', () => {
  const files = packed();
  expect(
    files.filter(
      (it) => /\.i?test\.|\/test(ing|bed|-project)|\/bench\/|__pycache__|\.ts$/.test(it) && !it.endsWith('.d.ts'),
    ),
    // What a project gets.
  ).toEqual(['package/build/init/manifests.test.cjs', 'package/build/main.ts']);
  expect(statSync(tarball).size).toBeLessThan(3_000_000);
});

test('the package has what its pages link to, but for what is about this repository', () => {
  const files = new Set(packed());
  const pages = [...files].filter((it) =>
    /^package\/(?:README|docs\/(?!architecture)[^/]*|examples\/[^/]*)\.md$/.test(it),
  );
  expect(pages.length).toBeGreaterThan(30);
  const missing = pages.flatMap((page) => {
    const links = linksIn(readFileSync(join(ROOT, page.replace('package/', '')), 'utf8'));
    const paths = links.map((it) => it.replace(/#.*/, '')).filter((it) => it !== '');
    return paths.flatMap((it) => (files.has(join(dirname(page), it)) ? [] : [`${page}: ${join(dirname(page), it)}`]));
  });
  const ofRepository = ['CONTRIBUTING.md', 'platform.yaml', 'users.yaml'].map(
    (it) => `package/README.md: package/${it}`,
  );
  expect([...new Set(missing)].sort()).toEqual(ofRepository);
});

test('a project that init makes installs, synthesizes and passes its test', () => {
  run(
    scratch,
    process.execPath,
    join(ROOT, 'cli', 'hubwright.js'),
    'init',
    lab,
    '--example',
    '--package',
    `file:${tarball}`,
  );
  npm(lab, 'install', '--no-audit', '--no-fund', '--prefer-offline');
  npm(lab, 'run', 'synth');
  expect(readdirSync(join(lab, 'dist'))).toContain('hubwright-hub.k8s.yaml');
  npm(lab, 'test');
  const [snapshot = ''] = readdirSync(join(lab, '__snapshots__'));
  const text = readFileSync(join(lab, '__snapshots__', snapshot), 'utf8');
  expect(text).toContain('exports[`hubwright-hub.k8s.yaml 1`]');
  expect(text).not.toContain('$scrypt$');
  npm(lab, 'test', '--', '--ci');
  run(lab, join('node_modules', '.bin', 'tsc'));
});

test('messages and help name pages where the project has them', () => {
  const said = (...words: string[]) => {
    const { stdout, stderr } = spawnSync('npx', ['hubwright', ...words], { cwd: lab, encoding: 'utf8', env });
    return `${stdout}${stderr}`.replace(/\s+/g, ' ');
  };
  expect(said('backup', 'list')).toContain(' as node_modules/hubwright/docs/backup.md says');
  expect(said('usage', '--help')).toContain(': node_modules/hubwright/docs/usage.md.');
});

test('the package knows what came with it, and that a project of its own has nothing to catch up on', () => {
  const printed = run(lab, 'npx', 'hubwright', 'update', '--check');
  expect(printed).toMatch(
    /this is everything since the first\.\n[\s\S]*^## \[[\s\S]*^platform\.yaml: no settings moved\n$/m,
  );
});

test('the package makes projects itself, without what the overrides keep out', () => {
  run(lab, 'npx', 'hubwright', 'init', '../second', '--provider', 'local', '--admin', 'ada');
  expect(existsSync(join(scratch, 'second', 'image', 'hub', 'Dockerfile'))).toBe(true);
  expect(npm(lab, 'ls', 'backport', '--all')).not.toMatch(/ backport@\d/);
});
