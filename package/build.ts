import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

/*
 * Makes build/, which is what the package has: compiled code with its types, and beside it what the code reads. It is laid
 * out as the source is, so that every path from file to file is the same.
 */

const ROOT = join(import.meta.dirname, '..');
const BUILD = join(ROOT, 'build');
/** What code reads from its own folder. */
const READ = new Set(['.sh', '.py', '.txt', '.json', '.cjs']);
/** Folders and files that are there whole: code of the hub, and a project as `init` makes it. */
const WHOLE = [
  'hub/hubwright',
  'hub/templates',
  'preview/hub',
  'image/data-science',
  'image/hub',
  'platform.yaml',
  'users.yaml',
  'main.ts',
  'cdk8s.yaml',
  'init/review.yaml',
];

compile();
for (const folder of compiledFolders(BUILD)) copyRead(folder);
for (const path of WHOLE) cpSync(join(ROOT, path), join(BUILD, path), { recursive: true, filter: isNeeded });

function compile(): void {
  rmSync(BUILD, { recursive: true, force: true });
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function compiledFolders(folder: string): string[] {
  const inside = readdirSync(folder, { withFileTypes: true }).filter((it) => it.isDirectory());
  return [folder, ...inside.flatMap(({ name }) => compiledFolders(join(folder, name)))];
}

function copyRead(folder: string): void {
  const source = join(ROOT, relative(BUILD, folder));
  // Those at the top are about the repository.
  if (source === ROOT || !existsSync(source)) return;
  for (const { name } of readdirSync(source, { withFileTypes: true }).filter((it) => it.isFile())) {
    if (READ.has(extname(name))) cpSync(join(source, name), join(folder, name));
  }
}

/** Not what Python leaves behind. */
function isNeeded(path: string): boolean {
  return !/__pycache__|\.pyc$/.test(path);
}
